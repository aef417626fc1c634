"use client";

import { useState } from "react";
import { api, call, type ApiError } from "@/lib/api";
import { useChange } from "@/lib/query";
import type { DismissReason, Verdict } from "@/lib/thinking";

export interface VerdictInput {
  verdict: Verdict;
  reason?: DismissReason;
  note?: string;
  until?: string | null;
}

const CHANGED = ["/insights", "/insights/{insight_id}", "/insights/rules"] as const;

/** What a person makes of an insight, said to the server; `error` is of the last time. */
export function useVerdict(id: string) {
  const [error, setError] = useState<ApiError | null>(null);
  const { change, isBusy } = useChange(
    (said: VerdictInput) =>
      call(api.POST("/insights/{insight_id}/verdict", { params: { path: { insight_id: id } }, body: { note: "", ...said } })),
    CHANGED,
  );
  const { change: again, isBusy: isStarting } = useChange(
    (run: string) => call(api.POST("/runs/{run_id}/rerun", { params: { path: { run_id: run } } })),
    ["/learning/status", "/runs"],
  );

  async function say(verdict: VerdictInput): Promise<boolean> {
    const told = await change(verdict);
    setError(told.error);
    return told.error === null;
  }

  async function rerun(run: string): Promise<boolean> {
    const told = await again(run);
    setError(told.error);
    return told.error === null;
  }

  return { say, rerun, isBusy: isBusy || isStarting, error };
}
