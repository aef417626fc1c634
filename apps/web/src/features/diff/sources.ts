import type { HunkData } from "react-diff-view";

/** The lines of both sides up to the last part that differs, from line 1. */
export interface Sources {
  old: string[];
  next: string[];
}

/**
 * Fills what stands between the hunks from the old side: it is the same on both.
 *
 * The hunks' own lines are kept as they are, for they are what is shown.
 */
export function fillSources(hunks: HunkData[], source: string[]): Sources {
  const old: string[] = [];
  const next: string[] = [];
  for (const hunk of hunks) {
    const [oldStart, newStart] = [findFirst(hunk.oldStart, hunk.oldLines), findFirst(hunk.newStart, hunk.newLines)];
    const shift = oldStart - newStart;
    while (old.length < oldStart - 1) old.push(source[old.length] ?? "");
    while (next.length < newStart - 1) next.push(source[next.length + shift] ?? "");
    for (const change of hunk.changes) {
      if (change.type !== "insert") old.push(change.content);
      if (change.type !== "delete") next.push(change.content);
    }
  }
  return { old, next };
}

/** The last line of either side that the hunks reach to. */
export function findLastLine(hunks: HunkData[]): number {
  const last = hunks.at(-1);
  return last ? Math.max(last.oldStart + last.oldLines, last.newStart + last.newLines) : 0;
}

/** A side without lines names the line before it. */
function findFirst(start: number, count: number): number {
  return count === 0 ? start + 1 : start;
}
