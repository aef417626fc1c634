"use client";

import { useCallback, useSyncExternalStore } from "react";

const CHANGED = "repochat:stored";

/** A choice that this browser remembers. Where nothing may be stored, it lasts as long as the page. */
export function useStored<Value extends string>(
  key: string,
  fallback: Value,
  known: readonly Value[],
): [Value, (value: Value) => void] {
  const name = `repochat:${key}`;
  const stored = useSyncExternalStore(
    subscribe,
    () => read(name),
    () => null,
  );
  const value = known.find((each) => each === stored) ?? fallback;
  const choose = useCallback((chosen: Value) => write(name, chosen), [name]);
  return [value, choose];
}

/** The same for any text; empty where there is none. */
export function useStoredText(key: string): [string, (value: string) => void] {
  const name = `repochat:${key}`;
  const stored = useSyncExternalStore(
    subscribe,
    () => read(name) ?? "",
    () => "",
  );
  const choose = useCallback((chosen: string) => write(name, chosen), [name]);
  return [stored, choose];
}

const unstored = new Map<string, string>();

function read(name: string): string | null {
  try {
    return localStorage.getItem(name) ?? unstored.get(name) ?? null;
  } catch {
    return unstored.get(name) ?? null;
  }
}

function write(name: string, value: string) {
  try {
    localStorage.setItem(name, value);
  } catch {
    unstored.set(name, value);
  }
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(tell: () => void): () => void {
  window.addEventListener(CHANGED, tell);
  window.addEventListener("storage", tell);
  return () => {
    window.removeEventListener(CHANGED, tell);
    window.removeEventListener("storage", tell);
  };
}
