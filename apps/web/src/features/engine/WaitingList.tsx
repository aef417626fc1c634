"use client";

import { formatAgo, formatMoment } from "@/lib/format";
import type { RepoStatus } from "@/lib/thinking";
import { tellTarget } from "@/lib/thoughts";
import { QUIET } from "@/ui/IconButton";
import { CloseIcon, RetryIcon, RunsIcon, StopIcon } from "@/ui/icons";
import type { Deed } from "./useEngine";
import { TRIGGER_WORDS } from "./words";

interface Props {
  repo: RepoStatus;
  isBusy: boolean;
  onDo: (deed: Deed) => void;
}

/** What waits, each with the reason why it does. */
export function WaitingList({ repo, isBusy, onDo }: Props) {
  const { waiting, waiting_count: count } = repo;
  return (
    <div>
      <ul aria-label="Waiting" className="divide-y divide-line rounded-md border border-line text-[13px]">
        {waiting.map((each) => (
          <li key={each.id} data-waiting={each.thought} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5">
            <span className="text-soft">
              <RunsIcon />
            </span>
            <span className="font-medium">{each.thought}</span>
            <span className="min-w-0 wrap-anywhere">{each.reason || "Not looked at yet"}</span>
            <span className="ml-auto text-xs text-soft" title={formatMoment(each.since)}>
              for {TRIGGER_WORDS[each.trigger] ?? each.trigger}
              {tellTarget(each.target) && `, ${tellTarget(each.target)}`}, {formatAgo(each.since)}
              {each.attempts > 0 && `, tried ${each.attempts === 1 ? "once" : `${each.attempts} times`}`}
            </span>
            <button type="button" disabled={isBusy} className={QUIET} onClick={() => onDo({ does: "withdraw", proposal: each.id })}>
              <CloseIcon /> Withdraw
            </button>
          </li>
        ))}
      </ul>
      {count > waiting.length && <p className="pt-1 text-xs text-soft">and {(count - waiting.length).toLocaleString("en")} more</p>}
    </div>
  );
}

/** What failed the same way too often, and is not tried again by itself. */
export function ParkedList({ repo, isBusy, onDo }: Props) {
  return (
    <ul aria-label="Parked" className="divide-y divide-line rounded-md border border-bad/40 text-[13px]">
      {repo.parked.map((each) => (
        <li key={each.id} data-parked={each.thought} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5">
          <span className="text-bad">
            <StopIcon />
          </span>
          <span className="font-medium">{each.thought}</span>
          <span className="min-w-0 flex-1 wrap-anywhere">
            {each.reason} <span className="text-soft">Failed {each.failures.length} times.</span>
          </span>
          <button type="button" disabled={isBusy} className={QUIET} onClick={() => onDo({ does: "retry", proposal: each.id })}>
            <RetryIcon /> Try again
          </button>
        </li>
      ))}
    </ul>
  );
}
