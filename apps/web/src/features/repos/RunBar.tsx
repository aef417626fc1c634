"use client";

import { useState } from "react";
import { api, call, type ApiError, type Run } from "@/lib/api";
import { formatCount, formatSeconds } from "@/lib/format";
import { QUIET } from "@/ui/IconButton";
import { Problem } from "@/ui/Problem";
import { PHASES, type Progress } from "./phases";

/** A run as it goes on: what it does, how far it is, how long it will take, and the way to stop it. */
export function RunBar({ run, repo }: { run: Run; repo: string }) {
  const [error, setError] = useState<ApiError | null>(null);
  const [isStopping, setStopping] = useState(false);
  const progress = run.progress as Progress;
  const total = progress.files_total ?? 0;
  const share = progress.phase === "parse" && total > 0 ? (progress.files_done ?? 0) / total : null;

  async function cancel() {
    setStopping(true);
    const { error: refused } = await call(
      api.POST("/index/runs/{run_id}/cancel", { params: { path: { run_id: run.id } } }),
    );
    setError(refused);
    if (refused) setStopping(false);
  }

  const isCancelled = isStopping || run.cancel_requested;
  return (
    <section aria-label={`Indexing ${repo}`} className="space-y-1.5">
      <div className="flex items-center gap-3 text-[13px]">
        <p role="status" className="font-medium">
          {describePhase(run, progress)}
        </p>
        <p className="min-w-0 flex-1 truncate text-soft tabular-nums">{describeProgress(progress)}</p>
        <button type="button" className={`${QUIET} -my-1`} disabled={isCancelled} onClick={() => void cancel()}>
          {isCancelled ? "Stopping" : "Cancel"}
        </button>
      </div>
      <Bar share={share} />
      {error && <Problem error={error} />}
    </section>
  );
}

/** `share` is from 0 to 1, or null while nobody knows. */
function Bar({ share }: { share: number | null }) {
  const percent = share === null ? null : Math.round(share * 100);
  return (
    <div
      role="progressbar"
      aria-label="Files read"
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { "aria-valuenow": percent })}
      className="h-1.5 overflow-hidden rounded-full bg-raised"
    >
      <div
        className={`h-full rounded-full bg-accent ${percent === null ? "w-1/4 animate-pulse" : "transition-[width]"}`}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}

function describePhase(run: Run, progress: Progress): string {
  if (run.status === "queued") return "Waiting for a worker";
  const phase = PHASES[progress.phase ?? ""] ?? "Starting";
  return run.rev ? `${phase} of ${run.rev.replace(/^refs\/heads\//, "")}` : phase;
}

function describeProgress(progress: Progress): string {
  const total = progress.files_total ?? 0;
  if (progress.phase !== "parse" || total === 0) return progress.detail ?? "";
  const left = progress.seconds_left;
  const parts = [`${(progress.files_done ?? 0).toLocaleString("en")} of ${formatCount(total, "file")}`];
  if (left !== null && left !== undefined) parts.push(`about ${formatSeconds(left)} left`);
  return parts.join(" · ");
}
