"use client";

import { useState } from "react";
import { api, call, type ApiError } from "@/lib/api";
import { useChange } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { isActive, type ListedRun } from "./runs";

interface Props {
  run: ListedRun;
  /** Told of the run that was started. */
  onStarted: (run: string) => void;
}

/** A run that goes on can be cancelled, one that is over can be run again. */
export function RunActions({ run, onStarted }: Props) {
  const [error, setError] = useState<ApiError | null>(null);
  const { change: cancel, isBusy: isCancelling } = useChange(cancelRun, CHANGED);
  const { change: again, isBusy: isStarting } = useChange(runAgain, CHANGED);

  async function press() {
    if (isActive(run)) return setError((await cancel(run)).error);
    const started = await again(run);
    setError(started.error);
    if (started.data) onStarted(started.data.id);
  }

  return (
    <div className="space-y-2">
      {isActive(run) ? (
        <Button disabled={isCancelling || run.cancel_requested} onClick={() => void press()}>
          {run.cancel_requested ? "Stopping" : "Cancel"}
        </Button>
      ) : (
        <Button look={run.status === "failed" ? "main" : "plain"} disabled={isStarting} onClick={() => void press()}>
          Run again
        </Button>
      )}
      {error && <Problem error={error} />}
    </div>
  );
}

const CHANGED = ["/index/runs", "/index/runs/{run_id}"] as const;

function cancelRun(run: ListedRun) {
  return call(api.POST("/index/runs/{run_id}/cancel", { params: { path: { run_id: run.id } } }));
}

function runAgain(run: ListedRun) {
  return call(api.POST("/index/{repo}/initial", { params: { path: { repo: run.repo } }, body: { rev: run.rev } }));
}
