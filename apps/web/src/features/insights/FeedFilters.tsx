"use client";

import { useEffect, useState } from "react";
import { useGet } from "@/lib/query";
import type { InsightCounts } from "@/lib/thinking";
import { useSettled } from "@/lib/useSettled";
import { SEVERITIES, SeverityMark } from "@/ui/SeverityMark";
import { KIND_WORDS, THOUGHTS, type Feed, type InsightKind, type Thought } from "./insights";

interface Props {
  feed: Feed;
  counts: InsightCounts | null;
  onChange: (feed: Feed) => void;
}

const TYPING_MS = 300;
const FIELD = "min-h-9 w-full min-w-0 rounded-lg border border-line bg-panel px-2 text-[13px]";

/** What the feed is narrowed to: at its side where there is room, behind a line where there is none. */
export function FeedFilters({ feed, counts, onChange }: Props) {
  const { data } = useGet("/repos", {});
  const names = data?.repos.map((repo) => repo.name) ?? [];
  const known = feed.repo && !names.includes(feed.repo) ? [feed.repo, ...names] : names;
  return (
    <div className="space-y-4 text-[13px]">
      <select
        aria-label="Repository"
        value={feed.repo ?? ""}
        onChange={(event) => onChange({ ...feed, repo: event.target.value || null })}
        className={FIELD}
      >
        <option value="">All repositories</option>
        {known.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <TextFilter label="Words in it" value={feed.q} onChange={(q) => onChange({ ...feed, q })} />
      <TextFilter label="File or folder" value={feed.path} onChange={(path) => onChange({ ...feed, path })} />
      <fieldset>
        <legend className="mb-1 font-medium">Severity</legend>
        {SEVERITIES.map((severity) => (
          <Check
            key={severity}
            isOn={feed.severity.includes(severity)}
            count={counts?.by_severity[severity] ?? 0}
            onChange={(isOn) => onChange({ ...feed, severity: SEVERITIES.filter((each) => (each === severity ? isOn : feed.severity.includes(each))) })}
          >
            <SeverityMark severity={severity} />
          </Check>
        ))}
      </fieldset>
      <fieldset>
        <legend className="mb-1 font-medium">Kind</legend>
        {(Object.keys(KIND_WORDS) as InsightKind[]).map((kind) => (
          <Check
            key={kind}
            isOn={feed.kind.includes(kind)}
            count={counts?.by_kind[kind] ?? 0}
            onChange={(isOn) => onChange({ ...feed, kind: isOn ? [...feed.kind, kind] : feed.kind.filter((each) => each !== kind) })}
          >
            {KIND_WORDS[kind]}
          </Check>
        ))}
      </fieldset>
      <label className="block space-y-1">
        <span className="font-medium">Found by</span>
        <select value={feed.thought} onChange={(event) => onChange({ ...feed, thought: event.target.value as Thought | "" })} className={FIELD}>
          <option value="">Any thought</option>
          {THOUGHTS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
    </div>
  );
}

interface CheckProps {
  isOn: boolean;
  count: number;
  onChange: (isOn: boolean) => void;
  children: React.ReactNode;
}

function Check({ isOn, count, onChange, children }: CheckProps) {
  return (
    <label className="flex min-h-7 cursor-pointer items-center gap-2 rounded-md px-1 hover:bg-raised">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} className="size-3.5 accent-accent" />
      {children}
      <span className="ml-auto text-soft tabular-nums">{count.toLocaleString("en")}</span>
    </label>
  );
}

/** Asked for once typing pauses. */
function TextFilter({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const settled = useSettled(typed, TYPING_MS);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (settled === typed && settled !== value) onChange(settled);
  }, [settled]);
  return (
    <label className="block space-y-1">
      <span className="font-medium">{label}</span>
      <input type="search" value={typed} autoComplete="off" spellCheck={false} onChange={(event) => setTyped(event.target.value)} className={FIELD} />
    </label>
  );
}
