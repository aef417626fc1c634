"use client";

import type { Schemas } from "@/lib/api";
import { useGet } from "@/lib/query";
import { useSettled } from "@/lib/useSettled";

export type ForgeRepository = Schemas["ForgeRepositoryShape"];

const PAUSE_MS = 150;
const SHOWN = 50;

/** What the forge shows of the words in `text`; a path or an address is none. */
export function useForgePicks(text: string) {
  const words = useSettled(isAddress(text) ? "" : text.trim(), PAUSE_MS);
  const { data, error, isLoading } = useGet(
    "/forge/repositories",
    { params: { query: { q: words, limit: SHOWN } } },
    { keepsOld: true, freshMs: 60_000 },
  );
  return {
    picks: isAddress(text) ? [] : (data?.repositories ?? []),
    goesOn: data?.next_after !== null && data?.next_after !== undefined,
    source: data?.source ?? null,
    hint: data?.hint ?? "",
    error,
    isLoading,
  };
}

function isAddress(text: string): boolean {
  return /^[./~]|^[a-z+]+:\/\/|^\S+@\S+:/i.test(text.trim());
}
