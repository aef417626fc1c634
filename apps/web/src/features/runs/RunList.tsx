"use client";

import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import type { AnyRun, Filter } from "./runs";
import { RunTable } from "./RunTable";
import { useAllRuns } from "./useAllRuns";
import { useNow } from "./useRuns";

interface Props {
  filter: Filter;
  opened: string | null;
  address: (run: AnyRun) => string;
}

/** The runs of a filter as they go on. Key it by the filter. */
export function RunList({ filter, opened, address }: Props) {
  const { runs, error, isLive, older } = useAllRuns(filter);
  const now = useNow(runs?.map((each) => each.run) ?? []);
  if (!runs) return error ? <Problem error={error} /> : <Loading />;
  if (runs.length === 0) return <Empty filter={filter} />;
  return (
    <div className="space-y-3">
      {error && <Problem error={error} />}
      <div className="@container overflow-hidden rounded-lg border border-line bg-panel">
        <RunTable runs={runs} now={now} opened={opened} address={address} />
      </div>
      {older.error && <Problem error={older.error} />}
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-3">
        <p className="text-xs text-soft" role="status">
          {isLive ? "Changes show here as they happen." : "Connecting: what is shown may be old."}
        </p>
        {older.hasMore && (
          <Button disabled={older.busy} onClick={() => void older.more()}>
            {older.busy ? "Loading" : "Show older runs"}
          </Button>
        )}
      </div>
    </div>
  );
}

function Loading() {
  return (
    <p role="status" className="rounded-lg border border-line bg-panel px-4 py-8 text-center text-[13px] text-soft">
      Loading
    </p>
  );
}

function Empty({ filter }: { filter: Filter }) {
  const isNarrowed = filter.repo !== null || filter.state !== "all" || filter.kind !== "all";
  return (
    <div className="rounded-lg border border-dashed border-line px-6 py-12 text-center">
      <p className="font-medium">{isNarrowed ? "No run is like this." : "Nothing has run yet."}</p>
      <p className="mx-auto mt-1 max-w-md text-[13px] text-soft">
        {isNarrowed
          ? "Choose another state or all repositories. A new run that fits appears here by itself."
          : "Every indexing and every thought shows here while it goes on: what it was for, how long it took, and what came of it. Connect a repository on the dashboard to start the first."}
      </p>
    </div>
  );
}
