"use client";

import { useEffect } from "react";
import type { Opened } from "./ChatScreen";

const STEPS: Record<string, number> = { "[": -1, "]": 1 };

/** `[` and `]` lead to the answer's previous and next citation while one is open. */
export function useCitationKeys(opened: Opened | null, onOpen: (opened: Opened) => void) {
  useEffect(() => {
    if (opened?.kind !== "code") return;
    const step = (event: KeyboardEvent) => {
      const by = STEPS[event.key];
      if (by === undefined || (event.target as HTMLElement).closest("input, textarea, select")) return;
      const { citations } = opened.turn;
      const at = citations.findIndex((citation) => citation.id === opened.citation.id);
      const next = citations[at + by];
      if (next) onOpen({ ...opened, citation: next });
    };
    document.addEventListener("keydown", step);
    return () => document.removeEventListener("keydown", step);
  }, [opened, onOpen]);
}
