import { formatCount } from "@/lib/format";
import type { Age } from "./useAges";

export type AgeState = Age["state"];

export const STATE_WORDS: Record<AgeState, string> = {
  still_true: "Still true",
  moved: "Moved, unchanged",
  unchecked: "Not checked",
  changed: "Evidence changed",
  gone: "Evidence gone",
};

/** The shape tells the states apart, with or without colour. */
export const STATE_GLYPHS: Record<AgeState, string> = {
  still_true: "✓",
  moved: "→",
  unchecked: "?",
  changed: "≠",
  gone: "∅",
};

export const STATE_LOOKS: Record<AgeState, string> = {
  still_true: "text-good",
  moved: "text-good",
  unchecked: "text-soft",
  changed: "text-fair",
  gone: "text-bad",
};

/** How far behind, in words; empty when it is not, or nobody knows. */
export function describeStanding(age: Age): string {
  const parts: string[] = [];
  if (age.commits_behind) parts.push(`${formatCount(age.commits_behind, "commit")} behind ${age.branch}`);
  if (age.is_rewritten) parts.push(`${age.branch} was rewritten`);
  if (age.source_commits_behind) {
    parts.push(`the source is ${formatCount(age.source_commits_behind, "commit")} further than the index`);
  }
  return parts.join(" · ");
}
