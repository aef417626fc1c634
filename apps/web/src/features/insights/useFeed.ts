"use client";

import { useMemo, useState } from "react";
import { api, call, type ApiError } from "@/lib/api";
import { useGet } from "@/lib/query";
import { useThinkingEvents } from "@/lib/thinkingEvents";
import type { Feed, Insight } from "./insights";

const PAGE = 30;

/** The insights of a feed in the order of their worth, read anew when thinking changed something. */
export function useFeed(feed: Feed) {
  const query = {
    filter: feed.filter,
    limit: PAGE,
    ...(feed.repo ? { repo: feed.repo } : {}),
    ...(feed.severity.length > 0 ? { severity: feed.severity } : {}),
    ...(feed.kind.length > 0 ? { kind: feed.kind } : {}),
    ...(feed.thought ? { thought: [feed.thought] } : {}),
    ...(feed.path ? { path: feed.path } : {}),
    ...(feed.q ? { q: feed.q } : {}),
  };
  const first = useGet("/insights", { params: { query } }, { keepsOld: true });
  useThinkingEvents(["/insights", "/repos/{repo}/thinking"]);
  const older = useOlder(query, first.data?.next_after ?? null);
  const insights = useMemo(() => withoutRepeats([...(first.data?.insights ?? []), ...older.insights]), [first.data, older.insights]);
  return { insights: first.data ? insights : null, counts: first.data?.counts ?? null, error: first.error, older };
}

interface Older {
  /** Of which feed they are. */
  of: string;
  insights: Insight[];
  after: string | null;
}

const NONE: Insight[] = [];

function useOlder(query: object, firstAfter: string | null) {
  const of = JSON.stringify(query);
  const [kept, setRead] = useState<Older | null>(null);
  const read = kept?.of === of ? kept : null;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const after = read ? read.after : firstAfter;

  async function more() {
    if (after === null) return;
    setBusy(true);
    const found = await call(api.GET("/insights", { params: { query: { ...query, after } } }));
    setBusy(false);
    setError(found.error);
    if (found.data) setRead({ of, insights: [...(read?.insights ?? []), ...found.data.insights], after: found.data.next_after });
  }

  return { insights: read?.insights ?? NONE, hasMore: after !== null, busy, error, more };
}

/** What was read anew comes first, and wins over what stood on an older page. */
function withoutRepeats(insights: Insight[]): Insight[] {
  return [...new Map([...insights].reverse().map((insight) => [insight.id, insight])).values()].reverse();
}
