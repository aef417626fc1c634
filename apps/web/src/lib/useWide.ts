"use client";

import { useSyncExternalStore } from "react";

/** Whether the window is at least so wide. */
export function useWide(px: number): boolean {
  return useSyncExternalStore(
    (tell) => {
      const media = query(px);
      media.addEventListener("change", tell);
      return () => media.removeEventListener("change", tell);
    },
    () => query(px).matches,
    () => true,
  );
}

function query(px: number): MediaQueryList {
  return window.matchMedia(`(min-width: ${px}px)`);
}
