"use client";

import { useEffect, useRef, useState } from "react";
import type { Entry } from "./entry";

/**
 * Which entry is chosen: the first one until somebody moves, and from then on that one while it is offered.
 *
 * What is chosen before its results are there (`isNew`) waits for them: nobody wants to open what an earlier query found.
 */
export function useChoice(entries: readonly Entry[], text: string, isNew: boolean, open: (entry: Entry, inTab: boolean) => void) {
  const [moved, setMoved] = useState({ text: "", id: "" });
  const [awaited, setAwaited] = useState<{ text: string; inTab: boolean } | null>(null);
  const isMoving = useRef(false);
  const kept = moved.text === text ? entries.find(({ id }) => id === moved.id) : undefined;
  const chosen = kept ?? entries[0];
  const opening = useRef(open);
  useEffect(() => {
    opening.current = open;
  });
  useEffect(() => {
    if (!awaited) return;
    if (awaited.text !== text) setAwaited(null);
    else if (isNew) {
      setAwaited(null);
      if (chosen) opening.current(chosen, awaited.inTab);
    }
  }, [awaited, text, isNew, chosen]);
  return {
    chosen,
    /** To be called before what may move the choice: the list also moves it by itself. */
    noteMove: () => {
      isMoving.current = true;
      queueMicrotask(() => (isMoving.current = false));
    },
    move: (id: string) => {
      if (isMoving.current) setMoved({ text, id });
    },
    choose: (inTab: boolean) => {
      if (isNew || kept) {
        if (chosen) open(chosen, inTab);
      } else setAwaited({ text, inTab });
    },
  };
}
