"use client";

import type { Mode } from "@/lib/answer";
import { useStored } from "@/lib/useStored";
import { MODES } from "./ModePicker";

const SWITCH = ["off", "on"] as const;

export interface AskOptions {
  mode: Mode;
  strict: boolean;
  onMode: (mode: Mode) => void;
  onStrict: (strict: boolean) => void;
}

/** How to answer, as this browser remembers it. */
export function useOptions(): AskOptions {
  const [mode, onMode] = useStored<Mode>("mode", "auto", MODES);
  const [strict, setStrict] = useStored("strict", "off", SWITCH);
  return { mode, strict: strict === "on", onMode, onStrict: (wanted) => setStrict(wanted ? "on" : "off") };
}
