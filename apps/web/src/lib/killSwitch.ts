"use client";

import { useGet } from "./query";

const EVERY_MS = 60_000;

/** Whether everything that acts by itself is stopped, by whom and why; null until that is known. */
export function useKillSwitch() {
  return useGet("/settings/kill-switch", {}, { everyMs: EVERY_MS });
}
