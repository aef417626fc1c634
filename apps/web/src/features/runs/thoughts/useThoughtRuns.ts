"use client";

import { useState } from "react";
import { api, call, type ApiError } from "@/lib/api";
import { useGet } from "@/lib/query";
import type { ThoughtRun } from "@/lib/thinking";
import { useThinkingEvents } from "@/lib/thinkingEvents";
import { STATES, type Filter } from "../runs";

const PAGE = 50;
const STATUSES: Record<string, ThoughtRun["status"][]> = { failed: ["failed", "lost"] };

/** The runs of Thoughts that a filter finds, the newest first, read anew when one of them changed. Key it by the filter. */
export function useThoughtRuns(filter: Filter) {
  const query = {
    limit: PAGE,
    ...(filter.repo ? { repo: filter.repo } : {}),
    ...(filter.state === "all" ? {} : { status: STATUSES[filter.state] ?? [...STATES[filter.state].statuses] }),
  };
  const isEnabled = filter.kind !== "index";
  const first = useGet("/runs", { params: { query } }, { isEnabled });
  useThinkingEvents(["/runs"]);
  const [kept, setKept] = useState<{ runs: ThoughtRun[]; after: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const after = kept ? kept.after : (first.data?.next_after ?? null);

  async function more() {
    if (after === null) return;
    setBusy(true);
    const found = await call(api.GET("/runs", { params: { query: { ...query, after } } }));
    setBusy(false);
    setError(found.error);
    if (found.data) setKept({ runs: [...(kept?.runs ?? []), ...found.data.runs], after: found.data.next_after });
  }

  const all = new Map([...(kept?.runs ?? []), ...(first.data?.runs ?? [])].map((run) => [run.id, run]));
  const isRead = !isEnabled || first.data !== null || first.error !== null;
  return { runs: [...all.values()], isRead, error: first.error, older: { hasMore: isEnabled && after !== null, busy, error, more } };
}
