"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import { api, call, type ApiError } from "@/lib/api";
import { useConnection } from "@/lib/connection";
import { listenWhileSeen } from "@/lib/listening";
import { useGet, useRefresh } from "@/lib/query";
import type { ThoughtRun } from "@/lib/thinking";
import { isActive, matches, STATES, type Filter, type ListedRun } from "./runs";

const PAGE = 50;
const TICK_MS = 1_000;

/** The runs of a filter, the newest first: what was read, and over it what has changed since. Key it by the filter. */
export function useRuns(filter: Filter, isEnabled = true) {
  const query = { ...(filter.repo ? { repo: filter.repo } : {}), status: [...STATES[filter.state].statuses], limit: PAGE };
  const first = useGet("/index/runs", { params: { query } }, { isEnabled });
  const { live, isLive } = useLiveRuns();
  const older = useOlder(query, isEnabled ? (first.data?.next_after ?? null) : null);
  const runs = useMemo(
    () => (isEnabled ? merge([...(first.data?.runs ?? []), ...older.runs], live, filter) : NONE),
    [first.data, older.runs, live, filter, isEnabled],
  );
  return { runs: first.data || !isEnabled ? runs : null, error: first.error, isLive, older };
}

/** Every run that changed since the page was opened, as it is now. */
function useLiveRuns() {
  const [live, setLive] = useState<ReadonlyMap<string, ListedRun>>(new Map());
  const [isLive, setIsLive] = useState(false);
  const connection = useConnection();
  const refresh = useRefresh();
  const readAnew = useCallback(() => void refresh(["/index/runs"]), [refresh]);
  useEffect(() => {
    if (connection === "away") return;
    let opened = false;
    return listenWhileSeen("/index/runs/live", {
      missed: () => {
        setIsLive(true);
        if (opened) readAnew();
        opened = true;
      },
      run: (event) => {
        const run = JSON.parse(event.data) as ListedRun;
        setLive((known) => new Map(known).set(run.id, run));
      },
      error: () => setIsLive(false),
    });
  }, [connection]);
  return { live, isLive };
}

function merge(read: ListedRun[], live: ReadonlyMap<string, ListedRun>, filter: Filter): ListedRun[] {
  const all = new Map(read.map((run) => [run.id, run]));
  const oldest = read.at(-1)?.created_at ?? "";
  for (const run of live.values()) {
    const known = all.get(run.id);
    if (known ? known.updated_at <= run.updated_at : run.created_at >= oldest) all.set(run.id, run);
  }
  const shown = [...all.values()].filter((run) => matches(run, filter));
  return shown.sort((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at));
}

interface Older {
  runs: ListedRun[];
  after: string | null;
}

/** Pages before the first, one at a time, as somebody asks for them. */
function useOlder(query: object, firstAfter: string | null) {
  const [read, setRead] = useState<Older | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const after = read ? read.after : firstAfter;

  async function more() {
    setBusy(true);
    const found = await call(api.GET("/index/runs", { params: { query: { ...query, after } } }));
    setBusy(false);
    setError(found.error);
    if (found.data) setRead({ runs: [...(read?.runs ?? []), ...found.data.runs], after: found.data.next_after });
  }

  return { runs: read?.runs ?? NONE, hasMore: after !== null, busy, error, more };
}

const NONE: ListedRun[] = [];

/** The time, told anew every second while one of `runs` goes on. */
export function useNow(runs: readonly (ListedRun | ThoughtRun)[]): number {
  const [now, setNow] = useState(() => Date.now());
  const ticks = runs.some(isActive);
  useEffect(() => {
    if (!ticks) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [ticks]);
  return now;
}
