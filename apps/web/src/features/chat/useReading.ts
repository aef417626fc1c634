"use client";

import { startTransition, useEffect, useState } from "react";
import type { Turn } from "./turn";

const LINE = 0.4; // of the window's height: where people read
const SETTLED_MS = 160;

/** The turn that is being read: the one at the reading line, once scrolling has come to rest. */
export function useReading(turns: Turn[]): Turn | undefined {
  const [key, setKey] = useState<string | null>(null);
  const last = turns.at(-1)?.key;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const found = findKey();
        if (found !== null) startTransition(() => setKey(found)); // what it changes gives way to a scroll that goes on
      }, SETTLED_MS);
    };
    settle();
    window.addEventListener("scroll", settle, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener("scroll", settle);
    };
  }, [last]);
  return turns.find((turn) => turn.key === key) ?? turns.at(-1);
}

function findKey(): string | null {
  const line = window.innerHeight * LINE;
  for (const turn of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const { top, bottom } = turn.getBoundingClientRect();
    if (top <= line && bottom > line) return turn.dataset["key"] ?? null;
  }
  return null;
}
