"use client";

import { useEffect, useState } from "react";
import { formatDay, shortSha } from "@/lib/format";
import type { RiskMoment } from "@/lib/thinking";
import { useSettled } from "@/lib/useSettled";

interface Props {
  /** The newest first. */
  moments: readonly RiskMoment[];
  sha: string;
  /** Called once the thumb rests; null is the newest. */
  onChoose: (sha: string | null) => void;
}

const SLIDING_MS = 200;

/** Which moment's map is shown. */
export function TimeSlider({ moments, sha, onChoose }: Props) {
  const oldestFirst = [...moments].reverse();
  const shown = Math.max(0, oldestFirst.findIndex((moment) => moment.sha === sha));
  const [at, setAt] = useState(shown);
  const settled = useSettled(at, SLIDING_MS);
  useEffect(() => setAt(shown), [shown, moments.length]);
  useEffect(() => {
    if (settled !== at || settled === shown) return;
    onChoose(settled === oldestFirst.length - 1 ? null : (oldestFirst[settled]?.sha ?? null));
  }, [settled]);
  const moment = oldestFirst[at];
  if (!moment) return null;
  const told = `${formatDay(moment.committed_at)}, commit ${shortSha(moment.sha)}`;
  if (oldestFirst.length === 1) return <p className="text-[13px] text-soft">As of {told}. Earlier maps appear here as the repository moves on.</p>;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 text-[13px]">
      <label htmlFor="moment" className="text-soft">
        As of
      </label>
      <input
        id="moment"
        type="range"
        min={0}
        max={oldestFirst.length - 1}
        value={at}
        aria-valuetext={told}
        onChange={(event) => setAt(Number(event.target.value))}
        className="w-48 max-w-full accent-accent"
      />
      <output htmlFor="moment" className="tabular-nums">
        {told}
        <span className="text-soft"> ({at + 1} of {oldestFirst.length})</span>
      </output>
    </div>
  );
}
