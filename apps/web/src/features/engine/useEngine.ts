"use client";

import { useState } from "react";
import { api, call, type ApiError } from "@/lib/api";
import { useChange, useGet } from "@/lib/query";
import { useThinkingEvents } from "@/lib/thinkingEvents";

const CHANGED = ["/learning/status", "/runs"] as const;
const EVERY_MS = 15_000; // what no event tells: buckets that fill, quiet hours that end

/** How thinking stands: of one repository, or of all. */
export function useEngine(repo: string | null) {
  const status = useGet("/learning/status", { params: { query: repo ? { repo } : {} } }, { everyMs: EVERY_MS, keepsOld: true });
  useThinkingEvents(CHANGED);
  return { status: status.data, error: status.error };
}

/** What can be done with the engine; `error` is of the last thing. */
export function useEngineActions() {
  const [error, setError] = useState<ApiError | null>(null);
  const { change, isBusy } = useChange(act, CHANGED);

  async function run(deed: Deed): Promise<boolean> {
    const refusal = await change(deed);
    setError(refusal);
    return refusal === null;
  }

  return { run, isBusy, error };
}

export type Deed =
  | { does: "think"; repo: string; thought: string }
  | { does: "withdraw" | "retry"; proposal: string }
  | { does: "cancel"; run: string }
  | { does: "stop"; repo: string; isStopped: boolean };

async function act(deed: Deed): Promise<ApiError | null> {
  switch (deed.does) {
    case "think":
      return (await call(api.POST("/learning/think", { body: { repo: deed.repo, thought: deed.thought } }))).error;
    case "withdraw":
      return (await call(api.POST("/learning/proposals/{proposal_id}/withdraw", { params: { path: { proposal_id: deed.proposal } } }))).error;
    case "retry":
      return (await call(api.POST("/learning/proposals/{proposal_id}/retry", { params: { path: { proposal_id: deed.proposal } } }))).error;
    case "cancel":
      return (await call(api.POST("/runs/{run_id}/cancel", { params: { path: { run_id: deed.run } } }))).error;
    default:
      return (await call(api.POST("/learning/toggle", { body: { repo: deed.repo, is_stopped: deed.isStopped } }))).error;
  }
}
