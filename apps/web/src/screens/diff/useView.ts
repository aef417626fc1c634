import { useSyncExternalStore } from "react";
import { useStored } from "@/lib/useStored";

export type View = "unified" | "split";

const WIDE = "(width >= 64rem)";

/** How differences are laid out, as this browser remembers it. */
export function useView(): [View, (view: View) => void] {
  return useStored<View>("diff-view", "unified", ["unified", "split"]);
}

/** Whether two columns of code have room. */
export function useIsWide(): boolean {
  return useSyncExternalStore(watch, () => matchMedia(WIDE).matches, () => false);
}

function watch(tell: () => void): () => void {
  const media = matchMedia(WIDE);
  media.addEventListener("change", tell);
  return () => media.removeEventListener("change", tell);
}
