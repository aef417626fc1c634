"use client";

const OPEN = "repochat:palette";

/** Opens the palette, as Ctrl-K does. */
export function openPalette(): void {
  window.dispatchEvent(new Event(OPEN));
}

/** Calls `open` whenever somebody asks for the palette. */
export function onPaletteWanted(open: () => void): () => void {
  window.addEventListener(OPEN, open);
  return () => window.removeEventListener(OPEN, open);
}
