"use client";

import { Suspense, useCallback, useEffect, useRef, useState, type ComponentType, type RefObject } from "react";
import { noteAway } from "@/lib/connection";
import { useKeys } from "@/lib/keys";
import { onPaletteWanted } from "@/lib/palette";
import { useEarlyTyping } from "./useEarlyTyping";

export interface PaletteProps {
  /** What was typed while the palette was on its way. */
  early: RefObject<string>;
  onClose: () => void;
}

/** Opens the palette by key or on demand. What it is made of is loaded when it is first wanted. */
export function PaletteHost() {
  const [isOpen, setOpen] = useState(false);
  const [loaded, setLoaded] = useState<{ Palette: ComponentType<PaletteProps> } | null>(null);
  const close = useCallback(() => setOpen(false), []);
  const typed = useRef("");
  const open = useCallback(() => {
    typed.current = "";
    setOpen(true);
    import("./Palette").then(
      ({ Palette }) => setLoaded({ Palette }),
      () => {
        noteAway();
        setOpen(false);
      },
    );
  }, []);
  useKeys({ "mod+k": { does: "Find anything, ask, or go somewhere", run: () => (isOpen ? close() : open()) } });
  useEffect(() => onPaletteWanted(open), [open]);
  useEarlyTyping(isOpen && !loaded, typed, close);
  return <Suspense>{isOpen && loaded && <loaded.Palette early={typed} onClose={close} />}</Suspense>;
}
