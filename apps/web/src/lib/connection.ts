"use client";

import { useSyncExternalStore } from "react";

export type Connection = "up" | "away";

/** Told to the window when a server that was away answers again. */
export const BACK = "repochat:back";

const PAUSES_MS = [500, 1_000, 2_000, 4_000];
const PROBE = "/healthz";

let state: Connection = "up";
let heardAt = 0;
const listeners = new Set<() => void>();

/** Whether the server answers, as the last call found it. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    subscribe,
    () => state,
    () => "up",
  );
}

/** When the server answered last before it went away, in milliseconds; 0 when it never did. */
export function lastHeard(): number {
  return heardAt;
}

/** A call got an answer. */
export function noteHeard(): void {
  if (state === "up") heardAt = Date.now();
}

/** A call got no answer: from now on the server is asked whether it is there, until it is. */
export function noteAway(): void {
  if (state === "away") return;
  change("away");
  void probe(0);
}

async function probe(attempt: number): Promise<void> {
  await new Promise((wake) => setTimeout(wake, PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]));
  if (await answers()) {
    change("up");
    window.dispatchEvent(new Event(BACK));
  } else void probe(attempt + 1);
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch(PROBE, { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

function change(to: Connection): void {
  state = to;
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
