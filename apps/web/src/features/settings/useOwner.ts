"use client";

import { useGet } from "@/lib/query";

/** Who asks, and whether they decide for all. Until that is known, nobody does. */
export function useMe() {
  const { data: me, error } = useGet("/me", {});
  return { me, error, isOwner: me?.role === "owner" };
}
