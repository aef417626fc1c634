"use client";

import { useNow } from "@/lib/useNow";
import { describeFreshness } from "./freshness";
import type { Freshness } from "./useOverview";

interface Props {
  freshness: Freshness;
  branch: string | null;
  /** The server's clock less this machine's. */
  skewMs: number;
}

const MARKS = {
  good: { shape: "rounded-full bg-good", words: "Up to date" },
  behind: { shape: "rotate-45 bg-fair", words: "Behind" },
  unknown: { shape: "rounded-full border border-soft", words: "Not known" },
} as const;

/** How fresh, ticking; the words change in place, and no screen reader is told each second. */
export function FreshnessLine({ freshness, branch, skewMs }: Props) {
  const now = useNow();
  const told = describeFreshness(freshness, branch, now + skewMs);
  const mark = MARKS[told.mark];
  return (
    <span className="inline-flex min-h-5 items-center gap-2">
      <span aria-hidden="true" title={mark.words} className={`size-2 shrink-0 ${mark.shape}`} />
      <span className="tabular-nums" data-freshness={told.mark}>
        {told.words}
      </span>
      {told.path && <span className="text-soft">· {told.path}</span>}
    </span>
  );
}
