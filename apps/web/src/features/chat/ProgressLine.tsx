import { formatCount, shortSha } from "@/lib/format";
import type { Progress, Turn } from "./turn";

/** One line that says what is going on, as long as something is. Its place is kept, so that nothing jumps. */
export function ProgressLine({ turn }: { turn: Turn }) {
  if (turn.status !== "running") return null;
  return (
    <p role="status" className="flex min-h-6 items-center gap-2 text-[13px] text-soft">
      <span aria-hidden="true" className="size-1.5 shrink-0 animate-pulse rounded-full bg-accent" />
      {describe(turn.progress, turn)}
    </p>
  );
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
