"use client";

import { useEffect, type RefObject } from "react";

/** Keeps in `typed` what is typed while `isWaiting`. Escape gives up. */
export function useEarlyTyping(isWaiting: boolean, typed: RefObject<string>, onEscape: () => void): void {
  useEffect(() => {
    if (!isWaiting) return;
    const keep = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") onEscape();
      else if (event.key === "Backspace") typed.current = typed.current.slice(0, -1);
      else if (event.key.length === 1) typed.current += event.key;
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("keydown", keep, { capture: true });
    return () => document.removeEventListener("keydown", keep, { capture: true });
  }, [isWaiting, typed, onEscape]);
}
