import { formatCount, formatDuration, shortSha } from "@/lib/format";
import type { Amounts, ThoughtRun } from "@/lib/thinking";

const TRIGGERS: Record<string, string> = {
  push: "Push",
  pull_request: "Pull request",
  cron: "Its day",
  idle: "Idle time",
  person: "By hand",
  rerun: "Run again",
};

export const OUTCOMES = {
  changed: "Something changed",
  nothing: "Nothing to do",
  unknown: "Could not tell",
} as const;

export function nameTrigger(trigger: string): string {
  return TRIGGERS[trigger] ?? trigger;
}

/** What was looked at, as people call it. */
export function nameTarget({ target }: ThoughtRun): string {
  const { sha, base, pull_number: pull, paths } = target;
  const at = base && sha ? `${shortSha(base)}..${shortSha(sha)}` : sha ? shortSha(sha) : "";
  return [pull ? `pull request #${pull}` : "", at, paths?.length ? formatCount(paths.length, "file") : ""].filter(Boolean).join(", ");
}

/** How it ended in a sentence, or how far it is. */
export function tellRun(run: ThoughtRun): string {
  if (run.error) return run.error.message;
  const { done = 0, total = 0, what = "" } = run.progress;
  if (run.status === "running" && total > 0) return `${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${what}`;
  return run.summary;
}

export interface Used {
  name: string;
  asked: string;
  used: string;
}

/** What was asked for and what was used of each resource that matters to the run. */
export function listAmounts({ asked, used }: ThoughtRun): Used[] {
  const rows: [string, keyof Amounts, (amount: number) => string][] = [
    ["Processor time", "cpu_s", formatDuration],
    ["GPU time", "gpu_s", formatDuration],
    ["Memory at its peak", "memory_bytes", formatBytes],
    ["Read and written", "io_bytes", formatBytes],
    ["Model tokens", "model_tokens", (amount) => amount.toLocaleString("en")],
    ["Money", "usd", (amount) => `$${amount.toFixed(2)}`],
  ];
  return rows
    .filter(([, key]) => asked[key] > 0 || (used?.[key] ?? 0) > 0)
    .map(([name, key, tell]) => ({ name, asked: asked[key] > 0 ? tell(asked[key]) : "–", used: used ? tell(used[key]) : "–" }));
}

function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
