import type { Schemas } from "@/lib/api";

export type Thinking = Schemas["ThinkingShape"];
export type Thought = Thinking["thoughts"][number];
export type QuietHours = Schemas["QuietHoursShape"];

/** The thoughts in the order in which they build on each other, and what each would do. */
export const THOUGHTS: readonly { name: Thought; does: string }[] = [
  { name: "ScanDiff", does: "reads what a push changed" },
  { name: "MapRepo", does: "draws the map of the code" },
  { name: "SmellHunt", does: "looks for what is untidy" },
  { name: "HypothesizeBug", does: "guesses where a bug may be" },
  { name: "GenTests", does: "writes tests" },
  { name: "Fuzz", does: "feeds functions odd input, in a sandbox" },
  { name: "Verify", does: "runs again what was claimed" },
  { name: "Profile", does: "measures what is slow" },
  { name: "PatchDraft", does: "writes a patch as a draft" },
  { name: "Summarize", does: "tells what a function does" },
  { name: "Prioritize", does: "says what is worth an hour" },
];

export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const WEEK = 7;
const HOURS = 24;

/** Minutes since midnight of "22:30"; null for what is no time. */
export function readMinutes(text: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

/** The share of the hour that is quiet, from 0 to 1: hours that cross midnight belong to the day they begin on. */
export function quietShare(quiet: QuietHours, day: number, hour: number): number {
  const from = readMinutes(quiet.from);
  const until = readMinutes(quiet.until);
  if (from === null || until === null) return 0;
  const begins = quiet.days.includes(day);
  const began = quiet.days.includes((day + WEEK - 1) % WEEK);
  if (from < until) return begins ? overlap(from, until, hour) : 0;
  return (begins ? overlap(from, HOURS * 60, hour) : 0) + (began ? overlap(0, until, hour) : 0);
}

function overlap(from: number, until: number, hour: number): number {
  return Math.max(0, Math.min(until, (hour + 1) * 60) - Math.max(from, hour * 60)) / 60;
}
