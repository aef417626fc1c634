"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import type { ApiError } from "@/lib/api";
import { formatCount, formatDuration, formatMoment, formatSeconds, shortSha } from "@/lib/format";
import { filesAddress } from "@/lib/routes";
import { Problem } from "@/ui/Problem";
import { SidePanel } from "@/ui/SidePanel";
import { RunActions } from "./RunActions";
import { RunReport, RunSkips } from "./RunReport";
import { commitOf, isActive, nameRevision, readNumber, readText, tookSeconds, TRIGGER_WORDS, type ListedRun } from "./runs";
import { StatusMark } from "./StatusMark";
import { Timeline } from "./Timeline";
import { useRun } from "./useRun";
import { useNow } from "./useRuns";

interface Props {
  id: string;
  onClose: () => void;
  onStarted: (run: string) => void;
}

/** One run: where it stands, where its time went, what it did and left out, and what can be done about it. */
export function RunPanel({ id, onClose, onStarted }: Props) {
  const { run, skipped, error } = useRun(id);
  return (
    <SidePanel label="Run" focusKey={id} onClose={onClose} heading={<Heading run={run} />}>
      <div className="space-y-6 p-4 text-sm">
        {error && <Problem error={error} />}
        {!run && !error && <p className="text-[13px] text-soft">Loading</p>}
        {run && <Told run={run} skipped={skipped} onStarted={onStarted} />}
      </div>
    </SidePanel>
  );
}

function Heading({ run }: { run: ListedRun | null }) {
  return (
    <>
      <h2 className="truncate text-sm font-semibold">{run ? `Indexing of ${run.repo}` : "Run"}</h2>
      <p className="mt-0.5 min-h-4 text-xs text-soft">{run && formatMoment(run.created_at)}</p>
    </>
  );
}

function Told({ run, skipped, onStarted }: { run: ListedRun; skipped: Skipped; onStarted: Props["onStarted"] }) {
  const now = useNow([run]);
  const took = tookSeconds(run, now);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p role="status" className="flex min-h-9 flex-wrap items-center gap-x-2">
          <StatusMark run={run} />
          {took !== null && <span className="text-soft tabular-nums">after {formatDuration(took)}</span>}
        </p>
        <RunActions run={run} onStarted={onStarted} />
      </div>
      {isActive(run) && <Progress run={run} />}
      {run.error && <Problem error={run.error as unknown as ApiError} />}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-[13px]">
        <Fact label="For">
          {TRIGGER_WORDS[run.trigger].long}: {nameRevision(run)}
        </Fact>
        <Fact label="Commit">
          {commitOf(run) ? (
            <Link href={filesAddress(run.repo, commitOf(run))} className="font-mono text-accent hover:underline">
              {shortSha(commitOf(run))}
            </Link>
          ) : (
            <span className="text-soft">Known when it is done</span>
          )}
        </Fact>
        <Fact label="Asked">{formatMoment(run.created_at)}</Fact>
        {run.started_at && <Fact label="Started">{formatMoment(run.started_at)}</Fact>}
        {run.ended_at && <Fact label="Ended">{formatMoment(run.ended_at)}</Fact>}
      </dl>
      <Timeline run={run} now={now} />
      <RunReport run={run} />
      <RunSkips run={run} skipped={skipped} />
    </>
  );
}

type Skipped = ReturnType<typeof useRun>["skipped"];

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}

/** How far it is; the bar says nothing before the files are counted. */
function Progress({ run }: { run: ListedRun }) {
  const [done, total] = [readNumber(run.progress, "files_done"), readNumber(run.progress, "files_total")];
  const isKnown = total > 0 && readText(run.progress, "phase") === "parse";
  const left = readNumber(run.progress, "seconds_left");
  if (run.status === "queued") return null;
  return (
    <div>
      <div
        role="progressbar"
        aria-label="Files read"
        aria-valuemin={0}
        aria-valuemax={100}
        {...(isKnown ? { "aria-valuenow": Math.round((100 * done) / total) } : {})}
        className="h-2 overflow-hidden rounded-full bg-raised"
      >
        <div
          className={`h-full rounded-full bg-accent ${isKnown ? "transition-[width]" : "w-1/4 animate-pulse"}`}
          style={isKnown ? { width: `${(100 * done) / total}%` } : undefined}
        />
      </div>
      <p className="mt-1.5 min-h-4 text-xs text-soft">
        {isKnown
          ? `${done.toLocaleString("en")} of ${formatCount(total, "file")}${left > 0 ? ` · about ${formatSeconds(left)} left` : ""}`
          : readText(run.progress, "detail")}
      </p>
    </div>
  );
}
