"use client";

import Link from "next/link";
import { formatDuration } from "@/lib/format";
import { runsAddress } from "@/lib/routes";
import type { RunShort } from "@/lib/thinking";
import { readProgress } from "@/lib/thoughts";
import { useNow } from "@/lib/useNow";
import { QUIET } from "@/ui/IconButton";
import { SpinIcon, StopIcon } from "@/ui/icons";
import type { Deed } from "./useEngine";
import { TRIGGER_WORDS } from "./words";

interface Props {
  repo: string;
  runs: readonly RunShort[];
  isBusy: boolean;
  onDo: (deed: Deed) => void;
}

/** What runs now, how far it is, and a way to end it. */
export function Running({ repo, runs, isBusy, onDo }: Props) {
  const now = useNow();
  return (
    <ul aria-label="Running" className="divide-y divide-line rounded-md border border-line">
      {runs.map((run) => (
        <li key={run.id} data-running={run.thought} className="space-y-1 px-3 py-2 text-[13px]">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="text-accent motion-safe:animate-spin motion-safe:[animation-duration:2s]">
              <SpinIcon />
            </span>
            <Link href={runsAddress({ repo, kind: "thought", run: run.id })} className="font-medium hover:underline">
              {run.thought}
            </Link>
            <span className="text-soft">
              {run.level}, for {TRIGGER_WORDS[run.trigger] ?? run.trigger}
            </span>
            <span className="ml-auto text-soft tabular-nums">{run.started_at && now > 0 ? formatDuration(Math.max(0, (now - Date.parse(run.started_at)) / 1000)) : "starting"}</span>
            <button type="button" disabled={isBusy} className={QUIET} onClick={() => onDo({ does: "cancel", run: run.id })}>
              <StopIcon /> Cancel
            </button>
          </div>
          <Progress run={run} />
        </li>
      ))}
    </ul>
  );
}

export function Progress({ run }: { run: RunShort }) {
  const { done, total, what } = readProgress(run.progress);
  if (total <= 0) return what ? <p className="text-xs text-soft">{what}</p> : null;
  const percent = Math.min(100, Math.round((100 * done) / total));
  return (
    <div>
      <div role="progressbar" aria-label={`${run.thought}: how far`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} className="h-1.5 overflow-hidden rounded-full bg-raised">
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
      </div>
      <p className="mt-0.5 text-xs text-soft tabular-nums">
        {done.toLocaleString("en")} of {total.toLocaleString("en")} {what}
      </p>
    </div>
  );
}
