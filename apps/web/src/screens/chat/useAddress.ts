"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

export interface Address {
  repo: string | null;
  conversation: string | null;
}

export function writeAddress({ repo, conversation }: Address): string {
  const query = new URLSearchParams();
  if (repo) query.set("repo", repo);
  if (conversation) query.set("conversation", conversation);
  return query.size > 0 ? `/?${query.toString()}` : "/";
}

/** What is open, as the address has it: a reload, a bookmark and the back button lead to the same. */
export function useAddress() {
  const query = useSearchParams();
  const repo = query.get("repo");
  const conversation = query.get("conversation");
  const address = useMemo(() => ({ repo, conversation }), [repo, conversation]);
  const go = useCallback((to: Address, how: "push" | "replace" = "push") => {
    const write = how === "push" ? window.history.pushState : window.history.replaceState;
    write.call(window.history, null, "", writeAddress(to));
  }, []);
  return { address, go };
}
