"use client";

import type { AnyRun, Filter } from "./runs";
import { useThoughtRuns } from "./thoughts/useThoughtRuns";
import { useRuns } from "./useRuns";

/** Indexing and thinking in one list, the newest first, down to where both are read. Key it by the filter. */
export function useAllRuns(filter: Filter) {
  const index = useRuns(filter, filter.kind !== "thought");
  const thoughts = useThoughtRuns(filter);
  const runs = merge(index, thoughts);
  const isRead = index.runs !== null && thoughts.isRead;
  const older = {
    hasMore: index.older.hasMore || thoughts.older.hasMore,
    busy: index.older.busy || thoughts.older.busy,
    error: index.older.error ?? thoughts.older.error,
    more: () => Promise.all([index, thoughts].map((each) => (each.older.hasMore ? each.older.more() : null))),
  };
  return { runs: isRead ? runs : null, error: index.error ?? thoughts.error, isLive: index.isLive, older };
}

function merge(index: ReturnType<typeof useRuns>, thoughts: ReturnType<typeof useThoughtRuns>): AnyRun[] {
  const all: AnyRun[] = [
    ...(index.runs ?? []).map((run) => ({ kind: "index" as const, run })),
    ...thoughts.runs.map((run) => ({ kind: "thought" as const, run })),
  ];
  // Below the end of a list that goes on, runs of its kind are missing still.
  const ends = [index, thoughts].flatMap((each) => (each.older.hasMore ? oldest(each.runs ?? []) : []));
  const from = Math.max(0, ...ends);
  const shown = all.filter(({ run }) => Date.parse(run.created_at) >= from);
  return shown.sort((one, other) => Date.parse(other.run.created_at) - Date.parse(one.run.created_at));
}

function oldest(runs: readonly { created_at: string }[]): number {
  return Math.min(...runs.map((run) => Date.parse(run.created_at)));
}
