"use client";

import { useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { useStoredText } from "./useStored";

/** The repository that the page is about: `repo=` of the address, else the one that was looked at last. */
export function useCurrentRepo(): string | null {
  const named = useSearchParams().get("repo");
  const [last, remember] = useStoredText("repo");
  useEffect(() => {
    if (named && named !== last) remember(named);
  }, [named, last, remember]);
  return named ?? (last || null);
}
