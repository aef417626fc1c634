import type { Schemas } from "@/lib/api";
import { formatCount, shortSha } from "@/lib/format";
import { isUnread } from "@/lib/skips";
import type { ThoughtRun } from "@/lib/thinking";

export type ListedRun = Schemas["RunListed"];
export type RunStatus = ListedRun["status"];

export const KINDS = { all: "All kinds", index: "Indexing", thought: "Thinking" } as const;
export type RunKind = keyof typeof KINDS;

/** What a list is narrowed to; null: everything. */
export interface Filter {
  repo: string | null;
  state: RunState;
  kind: RunKind;
}

/** A run of either kind, as the table shows it. */
export type AnyRun = { kind: "index"; run: ListedRun } | { kind: "thought"; run: ThoughtRun };

/** As people look for runs; each stands for some statuses of the API, none for all. */
export const STATES = {
  all: { label: "All", statuses: [] },
  active: { label: "Under way", statuses: ["queued", "running"] },
  done: { label: "Done", statuses: ["done"] },
  failed: { label: "Failed", statuses: ["failed"] },
  cancelled: { label: "Cancelled", statuses: ["cancelled"] },
} as const satisfies Record<string, { label: string; statuses: readonly RunStatus[] }>;
export type RunState = keyof typeof STATES;

export const TRIGGER_WORDS: Record<ListedRun["trigger"], { short: string; long: string }> = {
  push: { short: "Push", long: "A push was reported" },
  pull_request: { short: "Pull request", long: "A pull request was opened or changed" },
  polling: { short: "Polling", long: "A regular look at the source found a change" },
  watching: { short: "Watching", long: "The watched folder changed" },
  reconcile: { short: "Comparison", long: "A comparison of everything with the source found a change" },
  policy: { short: "Branch policy", long: "The branch policy wants this branch, and it had moved" },
  question: { short: "Question", long: "Somebody asked about a revision that was not indexed" },
  person: { short: "By hand", long: "Somebody asked for it" },
  unknown: { short: "Not known", long: "It is from before the reason was kept" },
};

export function isActive(run: ListedRun | ThoughtRun): boolean {
  return run.status === "queued" || run.status === "running";
}

export function matches(run: ListedRun, filter: Filter): boolean {
  const statuses: readonly RunStatus[] = STATES[filter.state].statuses;
  return (filter.repo === null || run.repo === filter.repo) && (statuses.length === 0 || statuses.includes(run.status));
}

/** Which revision was asked for, as people call it: a branch, a tag, a pull request, a commit. */
export function nameRevision(run: ListedRun): string {
  const rev = run.rev ?? "";
  if (!rev) return "default branch";
  const request = /^refs\/(?:pull|merge-requests)\/(\d+)\//.exec(rev);
  if (request) return `pull request #${request[1]}`;
  if (/^[0-9a-f]{40,64}$/.test(rev)) return shortSha(rev);
  return rev.replace(/^refs\/(?:heads|tags)\//, "");
}

/** The commit that was indexed; empty before that is known. */
export function commitOf(run: ListedRun): string {
  return readText(run.report, "revision");
}

/** Seconds of work until `now` or its end; null before it began. */
export function tookSeconds(run: ListedRun | ThoughtRun, now: number): number | null {
  if (!run.started_at || run.status === "queued") return null;
  const end = run.ended_at ? Date.parse(run.ended_at) : now;
  return Math.max(0, (end - Date.parse(run.started_at)) / 1000);
}

/** Seconds until a worker took it; null when none ever did. */
export function waitedSeconds(run: ListedRun, now: number): number | null {
  const end = run.started_at ?? run.ended_at;
  return Math.max(0, ((end ? Date.parse(end) : now) - Date.parse(run.created_at)) / 1000);
}

/** How many files, in the words of a table's cell; what is read so far while it runs. */
export function describeFiles(run: ListedRun): string {
  if (run.report) return readNumber(run.report, "files").toLocaleString("en");
  const [done, total] = [readNumber(run.progress, "files_done"), readNumber(run.progress, "files_total")];
  return total > 0 ? `${done.toLocaleString("en")} of ${total.toLocaleString("en")}` : "–";
}

/** What went wrong, in a few words; empty when nothing did. What was left out on purpose is no problem. */
export function describeProblems(run: ListedRun): string {
  if (run.error) return readText(run.error, "message");
  const unread = Object.entries(readSkips(run)).filter(([reason]) => isUnread(reason));
  const count = unread.reduce((sum, [, files]) => sum + files, 0);
  return count > 0 ? `${formatCount(count, "file")} could not be read` : "";
}

export function readSkips(run: ListedRun): Record<string, number> {
  return (run.report?.["skipped"] ?? {}) as Record<string, number>;
}

export function readNumber(from: Record<string, unknown> | null, name: string): number {
  const value = from?.[name];
  return typeof value === "number" ? value : 0;
}

export function readText(from: Record<string, unknown> | null, name: string): string {
  const value = from?.[name];
  return typeof value === "string" ? value : "";
}
