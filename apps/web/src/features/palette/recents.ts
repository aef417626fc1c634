"use client";

import { useMemo } from "react";
import { useStoredText } from "@/lib/useStored";

const KEPT_MAX = 8;

/** A choice that was made before. */
export interface Recent {
  id: string;
  name: string;
  detail: string;
  href: string;
}

/** What was chosen last in a repository, the latest first, in this browser. */
export function useRecents(repo: string | null): [Recent[], (recent: Recent) => void] {
  const [stored, store] = useStoredText(`palette:${repo ?? ""}`);
  const recents = useMemo(() => parse(stored), [stored]);
  const keep = (recent: Recent) =>
    store(JSON.stringify([recent, ...recents.filter(({ id }) => id !== recent.id)].slice(0, KEPT_MAX)));
  return [recents, keep];
}

function parse(stored: string): Recent[] {
  try {
    const found: unknown = JSON.parse(stored || "[]");
    return Array.isArray(found) ? found.filter(isRecent).slice(0, KEPT_MAX) : [];
  } catch {
    return [];
  }
}

function isRecent(value: unknown): value is Recent {
  if (typeof value !== "object" || value === null) return false;
  const { id, name, detail, href } = value as Partial<Recent>;
  const isText = [id, name, detail, href].every((each) => typeof each === "string");
  return isText && (href ?? "").startsWith("/code?");
}
