"use client";

import { useEffect, useState } from "react";
import { useConnection } from "@/lib/connection";
import { useGet, useRefresh } from "@/lib/query";
import { isActive, type ListedRun } from "./runs";

/** One run as it goes on; when it ends it is read once more, with what it left out. */
export function useRun(id: string) {
  const { data, error } = useGet("/index/runs/{run_id}", { params: { path: { run_id: id } } });
  const [live, setLive] = useState<Partial<ListedRun> | null>(null);
  const connection = useConnection();
  const refresh = useRefresh();
  const goesOn = data !== null && isActive(data.run);
  const repo = data?.run.repo;
  useEffect(() => {
    setLive(null);
    if (!goesOn || !repo || connection === "away") return;
    const source = new EventSource(`/index/${encodeURIComponent(repo)}/events?run=${id}`);
    source.addEventListener("run", (event) => {
      const run = JSON.parse(event.data as string) as ListedRun;
      setLive(run);
      if (isActive(run)) return;
      source.close();
      void refresh(["/index/runs/{run_id}"]);
    });
    return () => source.close();
  }, [id, repo, goesOn, connection]);
  return { run: data ? { ...data.run, ...live } : null, skipped: data?.skipped ?? [], error };
}
