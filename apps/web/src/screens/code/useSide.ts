"use client";

import { useCallback, useState } from "react";
import type { Definitions, NameAt } from "@/features/code/panels/names";
import type { Place } from "@/lib/place";
import { useStored } from "@/lib/useStored";
import { useWide } from "@/lib/useWide";

/** What the column at the right shows. */
export type Shown =
  | { kind: "outline" }
  | { kind: "history"; place: Place }
  | { kind: "references"; at: NameAt }
  | { kind: "definitions"; at: NameAt; found: Definitions };

export interface Side {
  shown: Shown | null;
  isDrawer: boolean;
  show: (shown: Shown) => void;
  close: () => void;
}

const BESIDE_PX = 1200;

/** The outline stands open where there is room for it, unless it was closed. */
export function useSide(): Side {
  const isWide = useWide(BESIDE_PX);
  const [outline, storeOutline] = useStored("code-outline", "open", ["open", "closed"]);
  const [chosen, setChosen] = useState<Shown | null>(null);
  const show = useCallback(
    (shown: Shown) => {
      setChosen(shown);
      if (shown.kind === "outline") storeOutline("open");
    },
    [storeOutline],
  );
  const close = useCallback(() => {
    setChosen(null);
    storeOutline("closed");
  }, [storeOutline]);
  const unasked = isWide && outline === "open" ? ({ kind: "outline" } as const) : null;
  return { shown: chosen ?? unasked, isDrawer: !isWide, show, close };
}
