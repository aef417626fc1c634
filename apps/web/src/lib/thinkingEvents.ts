"use client";

import { useEffect, useRef } from "react";
import type { paths } from "@repochat/api-client";
import { listenWhileSeen } from "./listening";
import { useRefresh } from "./query";

const PAUSE_MS = 400; // many events in a moment are one change to look at

/** Reads these paths anew whenever thinking changed something, and once more after the stream was away. */
export function useThinkingEvents(changes: readonly (keyof paths)[]): void {
  const refresh = useRefresh();
  const latest = useRef({ refresh, changes });
  useEffect(() => {
    latest.current = { refresh, changes };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let opened = false;
    const read = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void latest.current.refresh(latest.current.changes as never), PAUSE_MS);
    };
    const stop = listenWhileSeen("/learning/events", {
      missed: () => {
        if (opened) read();
        opened = true;
      },
      changed: read,
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
}
