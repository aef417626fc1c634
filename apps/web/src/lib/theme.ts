"use client";

import { useCallback } from "react";
import { useStored } from "./useStored";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The chosen theme and the way to choose; `public/theme.js` applies the same choice before anything is painted. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, store] = useStored("theme", "system", THEMES);
  const choose = useCallback(
    (chosen: Theme) => {
      store(chosen);
      if (chosen === "system") delete document.documentElement.dataset["theme"];
      else document.documentElement.dataset["theme"] = chosen;
    },
    [store],
  );
  return [theme, choose];
}
