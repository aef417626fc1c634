import type { ApiError } from "@/lib/api";
import { formatDuration } from "@/lib/format";
import type { Amounts, ThoughtRun } from "@/lib/thinking";
import { readProgress } from "@/lib/thoughts";

const TRIGGERS: Record<string, string> = {
  push: "Push",
  pull_request: "Pull request",
  cron: "Its day",
  idle: "Idle time",
  person: "By hand",
  rerun: "Run again",
};

const OUTCOMES: Record<string, string> = {
  changed: "Something changed",
  nothing: "Nothing to do",
  unknown: "Could not tell",
};

/** How it ended, in words; "" while it has not. */
export function nameOutcome({ outcome }: ThoughtRun): string {
  return outcome === null ? "" : (OUTCOMES[outcome] ?? outcome);
}

export function nameTrigger(trigger: string): string {
  return TRIGGERS[trigger] ?? trigger;
}

/** How it ended in a sentence, or how far it is. */
export function tellRun(run: ThoughtRun): string {
  if (run.error) return readError(run)?.message ?? "";
  const { done, total, what } = readProgress(run.progress);
  if (run.status === "running" && total > 0) return `${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${what}`;
  return run.summary;
}

/** Why it failed, as the API tells of any error; null when it did not. */
export function readError({ error }: ThoughtRun): ApiError | null {
  if (!error) return null;
  const told = (name: string) => (typeof error[name] === "string" ? error[name] : "");
  return { kind: "unavailable", message: told("message"), hint: told("hint") };
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
