"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { chatAddress } from "@/lib/routes";

export interface Address {
  repo: string | null;
  conversation: string | null;
}


/** What is open, as the address has it: a reload, a bookmark and the back button lead to the same. */
export function useAddress() {
  const query = useSearchParams();
  const repo = query.get("repo");
  const conversation = query.get("conversation");
  const address = useMemo(() => ({ repo, conversation }), [repo, conversation]);
  const go = useCallback((to: Address, how: "push" | "replace" = "push") => {
    const write = how === "push" ? window.history.pushState : window.history.replaceState;
    write.call(window.history, null, "", chatAddress(to));
  }, []);
  return { address, go };
}
