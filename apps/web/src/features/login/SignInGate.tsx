"use client";

import { useEffect, useState, type ReactNode } from "react";
import { SIGNED_OUT } from "@/lib/api";
import { SignIn } from "./SignIn";

/** The page, until the server says that it does not know who asks: then the way in. */
export function SignInGate({ children }: { children: ReactNode }) {
  const [signedOut, setSignedOut] = useState(false);

  useEffect(() => {
    const notice = () => setSignedOut(true);
    window.addEventListener(SIGNED_OUT, notice);
    return () => window.removeEventListener(SIGNED_OUT, notice);
  }, []);

  return signedOut ? <SignIn /> : children;
}
