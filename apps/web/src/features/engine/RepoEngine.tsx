"use client";

import Link from "next/link";
import { type ReactNode } from "react";
import { formatAgo, formatMoment } from "@/lib/format";
import { insightsAddress, runsAddress, settingsAddress } from "@/lib/routes";
import type { RepoStatus, RunShort } from "@/lib/thinking";
import { Button } from "@/ui/Button";
import { OpenIcon, StopIcon } from "@/ui/icons";
import { Menu } from "@/ui/Menu";
import { Problem } from "@/ui/Problem";
import { Gauges } from "./Gauges";
import { Running } from "./Running";
import { useEngineActions } from "./useEngine";
import { ParkedList, WaitingList } from "./WaitingList";
import { tellAmounts, THOUGHTS } from "./words";

/** All of one repository: what runs, what waits and why, what is left of its budgets. */
export function RepoEngine({ repo }: { repo: RepoStatus }) {
  const { run, isBusy, error } = useEngineActions();
  const act = { isBusy, onDo: run };
  const name = `engine-${repo.repo_id}`;
  return (
    <section aria-labelledby={name} className="space-y-4 rounded-xl border border-line bg-panel p-4">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <h2 id={name} className="font-semibold wrap-anywhere">
            {repo.repo}
          </h2>
          <p className="text-[13px] text-soft">{describe(repo)}</p>
        </div>
        <Menu
          items={THOUGHTS.map((thought) => ({
            label: `${thought.name}: ${thought.does}`,
            onChoose: () => void run({ does: "think", repo: repo.repo, thought: thought.name }),
          }))}
        >
          <Button className="inline-flex items-center gap-1.5" disabled={isBusy}>
            Think now <OpenIcon />
          </Button>
        </Menu>
        <Button
          className="inline-flex items-center gap-1.5"
          look={repo.is_stopped ? "main" : "plain"}
          aria-pressed={repo.is_stopped}
          disabled={isBusy}
          onClick={() => void run({ does: "stop", repo: repo.repo, isStopped: !repo.is_stopped })}
        >
          <StopIcon /> {repo.is_stopped ? "Let it think again" : "Stop this repository"}
        </Button>
      </header>
      {error && <Problem error={error} />}
      {repo.running.length > 0 && (
        <Part title="Runs now">
          <Running repo={repo.repo} runs={repo.running} {...act} />
        </Part>
      )}
      {repo.waiting_count > 0 && (
        <Part title={`Waits (${repo.waiting_count.toLocaleString("en")})`}>
          <WaitingList repo={repo} {...act} />
        </Part>
      )}
      {repo.parked.length > 0 && (
        <Part title="Parked: failed the same way too often">
          <ParkedList repo={repo} {...act} />
        </Part>
      )}
      <Part title="Budgets">
        <Gauges buckets={repo.buckets} label={`Budgets of ${repo.repo}`} />
      </Part>
      {repo.last.length > 0 && (
        <Part title="Last runs">
          <LastRuns repo={repo.repo} runs={repo.last} />
        </Part>
      )}
      <footer className="flex flex-wrap gap-x-4 gap-y-1 border-t border-line pt-2 text-[13px] text-soft">
        <span>
          Today {repo.attention.shown_today} of {repo.attention.per_day} insights called for attention;{" "}
          <Link href={insightsAddress({ repo: repo.repo, filter: "waiting" })} className="underline underline-offset-2">
            {repo.attention.waiting} wait
          </Link>
        </span>
        <span>Used today: {tellAmounts(repo.spend_today)}</span>
        <Link href={settingsAddress("thinking", repo.repo)} className="ml-auto underline underline-offset-2">
          Budgets and quiet hours
        </Link>
      </footer>
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="space-y-1.5">
      <h3 className="text-[13px] font-medium">{title}</h3>
      {children}
    </div>
  );
}

/** Whether it may think now, in a sentence. */
function describe(repo: RepoStatus): string {
  const quiet = repo.quiet_hours ? `Quiet from ${repo.quiet_hours.from} until ${repo.quiet_hours.until} (${repo.quiet_hours.zone}).` : "No quiet hours.";
  if (repo.is_stopped) return "Stopped by its own kill switch: nothing of it starts, and what ran was ended.";
  if (!repo.on) return "Thinking is off: nothing of it runs. Turn it on under Budgets and quiet hours.";
  if (repo.quiet_until) return `Quiet until ${formatMoment(repo.quiet_until)}: nothing begins.`;
  return `Thinking is on, ${repo.thoughts.length} kinds of thought. ${quiet}`;
}

function LastRuns({ repo, runs }: { repo: string; runs: readonly RunShort[] }) {
  return (
    <ul aria-label="Last runs" className="space-y-0.5 text-[13px]">
      {runs.map((run) => (
        <li key={run.id} className="flex flex-wrap gap-x-2">
          <Link href={runsAddress({ repo, kind: "thought", run: run.id })} className="font-medium hover:underline">
            {run.thought}
          </Link>
          <span className="min-w-0 flex-1 basis-40 text-soft wrap-anywhere">{run.summary || capitalise(run.status)}</span>
          <span className="text-xs text-soft">{formatAgo(run.ended_at ?? run.created_at)}</span>
        </li>
      ))}
    </ul>
  );
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
