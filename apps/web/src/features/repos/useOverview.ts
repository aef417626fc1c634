"use client";

import { useEffect, useMemo, useState } from "react";
import type { Run, Schemas } from "@/lib/api";
import { listenWhileSeen } from "@/lib/listening";
import { useGet, useRefresh } from "@/lib/query";

export type Overview = Schemas["OverviewShape"];
export type RepoOverview = Schemas["RepoOverview"];
export type Freshness = Schemas["FreshnessShape"];

const EVERY_MS = 10_000; // what no stream tells: where a source stands, what was used

/** All repositories, read anew when a run begins or ends; runs as they go on, by one stream for all of them. */
export function useOverview() {
  const { data, error, isLoading } = useGet("/overview", {}, { everyMs: EVERY_MS });
  const streamed = useActiveRuns();
  const skewMs = useMemo(() => (data ? Date.parse(data.now) - Date.now() : 0), [data]);
  const runs = streamed ?? data?.repos.flatMap((repo) => repo.active) ?? [];
  return { overview: data, error, isLoading, runs, skewMs };
}

/** Null until the stream has said something. */
function useActiveRuns(): Run[] | null {
  const [runs, setRuns] = useState<Run[] | null>(null);
  const refresh = useRefresh();
  const key = runs?.map((run) => run.id).join(" ") ?? null;

  useEffect(
    () =>
      listenWhileSeen("/overview/events", {
        runs: (event) => setRuns((JSON.parse(event.data) as { active: Run[] }).active),
      }),
    [],
  );

  useEffect(() => {
    if (key !== null) void refresh(["/overview"]);
  }, [key]);

  return runs;
}
