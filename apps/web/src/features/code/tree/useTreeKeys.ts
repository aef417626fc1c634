"use client";

import { useRef, type KeyboardEvent } from "react";
import { findTyped, parentOf, type Row } from "./rows";

const TYPED_MS = 700;
const PAGE_ROWS = 15;

interface Args {
  rows: readonly Row[];
  active: number;
  onActive: (index: number) => void;
  onToggle: (path: string, opens: boolean) => void;
  onOpen: (index: number, event: KeyboardEvent) => void;
}

/** The keys of a tree as the ARIA practices have them: arrows, Home, End, Enter, and the beginning of a name. */
export function useTreeKeys({ rows, active, onActive, onToggle, onOpen }: Args) {
  const typed = useRef({ text: "", at: 0 });
  const row = rows[active];
  const entry = row?.kind === "entry" ? row.entry : null;
  const isOpen = row?.kind === "entry" && row.isOpen;
  const move = (to: number) => onActive(Math.min(Math.max(0, to), rows.length - 1));

  function goRight() {
    if (entry?.kind !== "folder") return;
    if (isOpen) move(active + 1);
    else onToggle(entry.path, true);
  }

  function goLeft() {
    if (entry && isOpen) return onToggle(entry.path, false);
    const above = entry ? rows.findIndex(({ key }) => key === parentOf(entry.path)) : -1;
    if (above >= 0) move(above);
  }

  function findByName(key: string) {
    const now = performance.now();
    const text = (now - typed.current.at < TYPED_MS ? typed.current.text : "") + key.toLowerCase();
    typed.current = { text, at: now };
    const found = findTyped(rows, text.length > 1 ? active : active + 1, text);
    if (found >= 0) move(found);
  }

  return (event: KeyboardEvent) => {
    if (event.altKey || ((event.ctrlKey || event.metaKey) && event.key !== "Enter")) return;
    const acts: Record<string, () => void> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active - 1),
      PageDown: () => move(active + PAGE_ROWS),
      PageUp: () => move(active - PAGE_ROWS),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      ArrowRight: goRight,
      ArrowLeft: goLeft,
      Enter: () => onOpen(active, event),
      " ": () => onOpen(active, event),
    };
    const known = acts[event.key];
    // Whoever went elsewhere begins another name.
    if (known) typed.current.text = "";
    const act = known ?? (event.key.length === 1 ? () => findByName(event.key) : undefined);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}
