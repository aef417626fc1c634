"use client";

import type { HunkData } from "react-diff-view";
import { formatCount } from "@/lib/format";

interface Props {
  before: HunkData | null;
  after: HunkData | null;
  oldLines: number | null;
  /** From a line of the old side up to one, without that. */
  onExpand: ((start: number, end: number) => void) | null;
}

const STEP_LINES = 20;

/** What is left out above, between or below parts of a difference, and the way to see it. */
export function Gap({ before, after, oldLines, onExpand }: Props) {
  const start = before ? before.oldStart + before.oldLines : 1;
  const end = after ? after.oldStart : oldLines === null ? null : oldLines + 1;
  const hidden = end === null ? null : end - start;
  const mark = after ? { "data-hunk": true, tabIndex: -1 } : {};
  if (!onExpand || (hidden !== null && hidden <= 0)) return <div {...mark} className="scroll-mt-14 outline-none" />;
  const isShort = hidden !== null && hidden <= STEP_LINES;
  return (
    <div {...mark} className="flex scroll-mt-14 flex-wrap gap-x-4 border-y border-line bg-raised/60 px-3 font-sans text-xs text-soft">
      {isShort && <Button label={`Show ${formatCount(hidden, "hidden line")}`} onPress={() => onExpand(start, start + hidden)} />}
      {!isShort && before && <Button label={`Show ${STEP_LINES} lines below`} onPress={() => onExpand(start, start + STEP_LINES)} />}
      {!isShort && after && end !== null && (
        <Button label={`Show ${STEP_LINES} lines above`} onPress={() => onExpand(end - STEP_LINES, end)} />
      )}
      {!isShort && hidden !== null && (
        <Button label={`Show all ${hidden.toLocaleString("en")}`} onPress={() => onExpand(start, start + hidden)} />
      )}
    </div>
  );
}

function Button({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <button type="button" onClick={onPress} className="min-h-7 rounded-sm hover:text-accent hover:underline">
      {label}
    </button>
  );
}
