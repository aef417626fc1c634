"use client";

import { useGet } from "@/lib/query";

/** The names of all connected repositories; null until they are known. */
export function useRepoNames(): string[] | null {
  const { data } = useGet("/repos", {});
  return data ? data.repos.map((repo) => repo.name) : null;
}
