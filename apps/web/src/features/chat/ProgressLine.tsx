import { describeWriter } from "@/lib/answer";
import { formatCount, formatMs, shortSha } from "@/lib/format";
import type { Progress, Turn } from "./turn";

/** Over an answer: what is going on, and then who wrote it. It keeps its place, so that nothing below it moves. */
export function ProgressLine({ turn }: { turn: Turn }) {
  const isRunning = turn.status === "running";
  return (
    <p role="status" className="flex min-h-5 items-center gap-2 text-[13px] leading-5 text-soft">
      {isRunning && <span aria-hidden="true" className="size-1.5 shrink-0 animate-pulse rounded-full bg-accent" />}
      {isRunning ? describe(turn.progress, turn) : conclude(turn)}
    </p>
  );
}

function conclude({ facts }: Turn): string {
  if (!facts) return "No answer";
  const total = facts.timings_ms["total"];
  return total === undefined ? describeWriter(facts) : `${describeWriter(facts)} · ${formatMs(total)}`;
}

function describe(progress: Progress | null, turn: Turn): string {
  if (turn.steps.some((step) => step.state === "running")) return "Looking further";
  if (progress === null) return "Searching the code";
  if (progress.phase === "reconnecting") return "The connection broke: reconnecting";
  if (progress.phase === "retrieved") {
    const at = progress.revision ? ` at ${shortSha(progress.revision)}` : "";
    return `Found ${formatCount(progress.hits ?? 0, "place")}${at}, reading`;
  }
  if (progress.phase === "asking" && turn.statements.length > 0) return "Checking statement by statement";
  return progress.detail || "Working";
}
