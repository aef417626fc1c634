import type { ChangeData, HunkData } from "react-diff-view";
import type { Schemas } from "@/lib/api";
import { showControls } from "@/lib/controls";

export type ChangedPath = Schemas["ChangedPathShape"];
export type FileDiff = Schemas["FileDiffShape"];
type Hunk = Schemas["DiffHunkShape"];

/** What is compared: the names as the address bears them. */
export interface Sides {
  repo: string;
  base: string;
  head: string;
  since: "base" | "merge_base";
}

export const WORDS: Record<ChangedPath["status"], string> = {
  added: "added",
  removed: "removed",
  modified: "changed",
  renamed: "renamed",
  retyped: "changed its type",
};

/** As the table of lines wants a hunk. */
export function readHunk(hunk: Hunk): HunkData {
  let oldLine = hunk.old_start;
  let newLine = hunk.new_start;
  const changes = hunk.lines.map((line): ChangeData => {
    const content = showControls(line.slice(1)).replace(/\r$/, "\u240d"); // a carriage return is seen, where it is all that differs
    if (line.startsWith("+")) return { type: "insert", isInsert: true, content, lineNumber: newLine++ };
    if (line.startsWith("-")) return { type: "delete", isDelete: true, content, lineNumber: oldLine++ };
    return { type: "normal", isNormal: true, content, oldLineNumber: oldLine++, newLineNumber: newLine++ };
  });
  return {
    content: `@@ -${hunk.old_start},${hunk.old_count} +${hunk.new_start},${hunk.new_count} @@`,
    oldStart: hunk.old_start,
    oldLines: hunk.old_count,
    newStart: hunk.new_start,
    newLines: hunk.new_count,
    changes,
  };
}

export function countChanges(hunks: HunkData[]): number {
  return hunks.reduce((sum, hunk) => sum + hunk.changes.length, 0);
}
