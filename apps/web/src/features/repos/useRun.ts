"use client";

import { useEffect, useState } from "react";
import type { Run } from "@/lib/api";

export function isOver(run: Run): boolean {
  return run.status === "done" || run.status === "failed" || run.status === "cancelled";
}

/** A run as it goes on. The browser reconnects by itself; each connection begins with the present state. */
export function useRun(started: Run, repo: string): Run {
  const [run, setRun] = useState(started);

  useEffect(() => {
    if (isOver(started)) return;
    const source = new EventSource(`/index/${encodeURIComponent(repo)}/events?run=${started.id}`);
    source.addEventListener("run", (event) => {
      const latest = JSON.parse(event.data as string) as Run;
      setRun(latest);
      if (isOver(latest)) source.close();
    });
    return () => source.close();
  }, [started, repo]);

  return run;
}
