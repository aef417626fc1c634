"use client";

import { type ReactNode } from "react";
import { useStored } from "@/lib/useStored";
import { formatCount } from "@/lib/format";
import { Problem } from "@/ui/Problem";
import { FeedList } from "./FeedList";
import { FILTERS, isNarrowed, type Feed, type Insight } from "./insights";
import type { useFeed } from "./useFeed";

interface Props {
  feed: Feed;
  read: ReturnType<typeof useFeed>;
  opened: string | null;
  /** What stands where nothing is found and nothing narrows it: whether thinking is on. */
  state: ReactNode;
}

/** The list with its states: loading, failed, empty, and as it is. */
export function FeedView({ feed, read, opened, state }: Props) {
  const [evidence, setEvidence] = useStored("insight-evidence", "on", ["on", "off"]);
  const { insights, counts, error, older } = read;
  if (!insights) return error ? <Problem error={error} /> : <Loading />;
  return (
    <div className="space-y-3">
      {error && <Problem error={error} />}
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 text-[13px] text-soft">
        <p role="status">
          {formatCount(counts ? countAll(counts.by_state) : insights.length, "insight")}
          {isNarrowed(feed) ? " like this" : ""}
          {feed.filter === "open" && counts && counts.waiting > 0 ? `, ${counts.waiting.toLocaleString("en")} waiting` : ""}
        </p>
        <label className="flex cursor-pointer items-center gap-2">
          <input
            type="checkbox"
            checked={evidence === "on"}
            onChange={(event) => setEvidence(event.target.checked ? "on" : "off")}
            className="size-3.5 accent-accent"
          />
          Show evidence
        </label>
      </div>
      {insights.length === 0 ? (
        <Empty feed={feed} state={state} />
      ) : (
        <FeedList insights={insights} older={older} showsEvidence={evidence === "on"} showsRepo={hasSeveral(insights)} opened={opened} />
      )}
    </div>
  );
}

function countAll(byState: Record<string, number>): number {
  return Object.values(byState).reduce((total, count) => total + count, 0);
}

function hasSeveral(insights: Insight[]): boolean {
  return new Set(insights.map((insight) => insight.repo_id)).size > 1;
}

function Loading() {
  return (
    <p role="status" className="rounded-lg border border-line bg-panel px-4 py-8 text-center text-[13px] text-soft">
      Loading
    </p>
  );
}

function Empty({ feed, state }: { feed: Feed; state: ReactNode }) {
  const { nothing, then } = FILTERS[feed.filter];
  return (
    <div className="space-y-2 rounded-lg border border-dashed border-line px-6 py-10 text-center">
      <p className="font-medium">{isNarrowed(feed) ? "No insight is like this." : nothing}</p>
      <p className="mx-auto max-w-md text-[13px] text-soft">{isNarrowed(feed) ? "Take away what narrows the list." : then}</p>
      {!isNarrowed(feed) && state}
    </div>
  );
}
