"use client";

import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;

let now = 0;
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

/** The time in milliseconds, anew every second; all who ask share one clock. 0 while the page is not in a browser. */
export function useNow(): number {
  return useSyncExternalStore(
    subscribe,
    () => (now ||= Date.now()),
    () => 0,
  );
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(tell);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
    now = 0;
  };
}

function tick(): void {
  now = Date.now();
  for (const tell of listeners) tell();
}
