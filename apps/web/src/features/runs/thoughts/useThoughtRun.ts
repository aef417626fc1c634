"use client";

import { useEffect, useState } from "react";
import { useConnection } from "@/lib/connection";
import { useGet, useRefresh } from "@/lib/query";
import type { RunLine, ThoughtRun } from "@/lib/thinking";
import { isActive } from "../runs";

const PATH = "/runs/{run_id}";

/** One run of a Thought as it goes on, with its log as it is written. When it ends it is read once more. */
export function useThoughtRun(id: string) {
  const { data: told, error } = useGet(PATH, { params: { path: { run_id: id } } });
  const data = typeof told === "string" ? null : told; // text is what the stream is answered with
  const [live, setLive] = useState<Partial<ThoughtRun> | null>(null);
  const [lines, setLines] = useState<ReadonlyMap<number, RunLine>>(new Map());
  const connection = useConnection();
  const refresh = useRefresh();
  const goesOn = data !== null && isActive(data);
  useEffect(() => {
    setLive(null);
    if (!goesOn || connection === "away") return;
    const source = new EventSource(`/runs/${id}`);
    source.addEventListener("run", (event) => setLive(JSON.parse(event.data as string) as ThoughtRun));
    source.addEventListener("line", (event) => {
      const line = JSON.parse(event.data as string) as RunLine;
      setLines((known) => new Map(known).set(line.number, line));
    });
    source.addEventListener("end", () => {
      source.close();
      void refresh([PATH, "/runs"]);
    });
    return () => source.close();
  }, [id, goesOn, connection]);
  const log = new Map([...(data?.log ?? []).map((line) => [line.number, line] as const), ...lines]);
  const sorted = [...log.values()].sort((one, other) => one.number - other.number);
  return { run: data ? { ...data, ...live } : null, log: sorted, error };
}
