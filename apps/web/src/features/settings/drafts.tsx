"use client";

import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

interface Drafts {
  all: ReadonlyMap<string, unknown>;
  put: (key: string, value: unknown) => void;
  drop: (key: string) => void;
}

const Context = createContext<Drafts>({ all: new Map(), put: () => undefined, drop: () => undefined });

/** Keeps what was changed and not saved while one goes from section to section, and asks before the page is left. */
export function DraftsProvider({ children }: { children: ReactNode }) {
  const [all, setAll] = useState<ReadonlyMap<string, unknown>>(new Map());
  const drafts = useMemo<Drafts>(
    () => ({
      all,
      put: (key, value) => setAll((known) => new Map(known).set(key, value)),
      drop: (key) =>
        setAll((known) => {
          const left = new Map(known);
          left.delete(key);
          return left;
        }),
    }),
    [all],
  );
  useEffect(() => {
    if (all.size === 0) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [all]);
  return <Context value={drafts}>{children}</Context>;
}

/** What a form shows: what was changed, else what is saved. `key` begins with its section and a colon. */
export function useDraft<Value>(key: string, saved: Value) {
  const { all, put, drop } = useContext(Context);
  const value = (all.has(key) ? all.get(key) : saved) as Value;
  return {
    value,
    isChanged: all.has(key),
    change: (next: Value) => {
      if (JSON.stringify(next) === JSON.stringify(saved)) drop(key);
      else put(key, next);
    },
    forget: () => drop(key),
  };
}

/** The sections in which something is changed and not saved. */
export function useUnsaved(): ReadonlySet<string> {
  const { all } = useContext(Context);
  return new Set([...all.keys()].map((key) => key.split(":", 1)[0] ?? ""));
}
