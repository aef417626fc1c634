"use client";

import { useEffect, useRef } from "react";
import { api, call, type ApiError, type Run } from "@/lib/api";
import { formatCount, formatSeconds } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { PHASES, type Progress } from "./phases";
import { isOver, useRun } from "./useRun";

interface Props {
  started: Run;
  repo: string;
  onOver: (run: Run) => void;
}

export function IndexProgress({ started, repo, onOver }: Props) {
  const run = useRun(started, repo);
  const over = isOver(run);

  const told = useRef(false);
  useEffect(() => {
    if (!over || told.current) return;
    told.current = true;
    onOver(run);
  }, [over, run, onOver]);

  if (run.status === "failed") return <Problem error={run.error as unknown as ApiError} />;
  if (run.status === "cancelled") return <p className="text-sm text-soft">Indexing was cancelled.</p>;
  if (run.status === "done") return <p className="text-sm text-soft">{repo} is indexed. Ask away.</p>;
  return <Running run={run} repo={repo} />;
}

function Running({ run, repo }: { run: Run; repo: string }) {
  const progress = run.progress as Progress;
  const total = progress.files_total ?? 0;
  const done = progress.files_done ?? 0;
  const known = progress.phase === "parse" && total > 0;
  return (
    <section aria-label={`Indexing ${repo}`} className="rounded-lg border border-line bg-panel px-4 py-3">
      <div className="flex items-center justify-between gap-3">
        <p className="text-sm font-medium" role="status">
          {run.status === "queued" ? "Waiting for a worker" : (PHASES[progress.phase ?? ""] ?? "Starting")}
        </p>
        <Button onClick={() => void cancel(run)} disabled={run.cancel_requested}>
          {run.cancel_requested ? "Stopping" : "Cancel"}
        </Button>
      </div>
      <Bar share={known ? done / total : null} />
      <p className="mt-1.5 min-h-4 text-xs text-soft">{known ? describe(progress, done, total) : progress.detail}</p>
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
      className="mt-3 h-2 overflow-hidden rounded-full bg-raised"
    >
      <div
        className={`h-full rounded-full bg-accent ${percent === null ? "w-1/4 animate-pulse" : "transition-[width]"}`}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}

function describe(progress: Progress, done: number, total: number): string {
  const left = progress.seconds_left;
  const parts = [`${done.toLocaleString("en")} of ${formatCount(total, "file")}`];
  if (progress.chunks) parts.push(formatCount(progress.chunks, "chunk"));
  if (left !== null && left !== undefined) parts.push(`about ${formatSeconds(left)} left`);
  return parts.join(" · ");
}

async function cancel(run: Run): Promise<void> {
  await call(api.POST("/index/runs/{run_id}/cancel", { params: { path: { run_id: run.id } } }));
}
