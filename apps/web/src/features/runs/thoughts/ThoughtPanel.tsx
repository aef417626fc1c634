"use client";

import Link from "next/link";
import { useState } from "react";
import { api, call, type ApiError } from "@/lib/api";
import { formatDuration, formatMoment } from "@/lib/format";
import { useChange } from "@/lib/query";
import { filesAddress, insightsAddress, runsAddress, screenAddress } from "@/lib/routes";
import type { ThoughtRunDetail } from "@/lib/thinking";
import { readSha, tellTarget } from "@/lib/thoughts";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { SidePanel } from "@/ui/SidePanel";
import { isActive, tookSeconds } from "../runs";
import { StatusMark } from "../StatusMark";
import { useNow } from "../useRuns";
import { ArtifactList, InputList, LogView } from "./ThoughtParts";
import { listAmounts, nameOutcome, nameTrigger, readError, tellRun } from "./words";
import { useThoughtRun } from "./useThoughtRun";

/** One run of a Thought: what came of it, what it was asked for and used, its log as it is written, and what it left. */
export function ThoughtPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { run, log, error } = useThoughtRun(id);
  return (
    <SidePanel
      label="Run"
      focusKey={id}
      onClose={onClose}
      heading={
        <>
          <h2 className="truncate text-sm font-semibold">{run ? `${run.thought} of ${run.repo}` : "Run"}</h2>
          <p className="mt-0.5 min-h-4 text-xs text-soft">{run && formatMoment(run.created_at)}</p>
        </>
      }
    >
      <div className="space-y-6 p-4 text-sm">
        {error && <Problem error={error} />}
        {!run && !error && <p className="text-[13px] text-soft">Loading</p>}
        {run && <Told run={run} log={log} />}
      </div>
    </SidePanel>
  );
}

function Told({ run, log }: { run: ThoughtRunDetail; log: ThoughtRunDetail["log"] }) {
  const now = useNow([run]);
  const took = tookSeconds(run, now);
  const problem = readError(run);
  const sha = readSha(run.target);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p role="status" className="flex min-h-9 flex-wrap items-center gap-x-2">
          <StatusMark run={run} />
          <span>{nameOutcome(run)}</span>
          {took !== null && <span className="text-soft tabular-nums">after {formatDuration(took)}</span>}
        </p>
        <Actions run={run} />
      </div>
      {tellRun(run) && !run.error && <p className="leading-6">{tellRun(run)}</p>}
      {problem && <Problem error={problem} />}
      {run.reused_from && (
        <p className="text-[13px]">
          Same inputs as{" "}
          <Link href={runsAddress({ repo: run.repo, kind: "thought", run: run.reused_from })} className="text-accent underline underline-offset-2">
            an earlier run
          </Link>
          , whose outcome stands. It cost nothing.
        </p>
      )}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-[13px] [&_dt]:text-soft">
        <dt>For</dt>
        <dd>{nameTrigger(run.trigger)}</dd>
        <dt>Looked at</dt>
        <dd>
          {sha ? (
            <Link href={filesAddress(run.repo, sha)} className="font-mono text-accent hover:underline">
              {tellTarget(run.target)}
            </Link>
          ) : (
            "–"
          )}
        </dd>
        <dt>Chosen by</dt>
        <dd>
          {run.policy || "–"}, at size {run.level}, with a chance of {Math.round(run.propensity * 100)} %
        </dd>
        <dt>Attempt</dt>
        <dd>
          {run.attempt}, version {run.version} of {run.thought}
        </dd>
        {run.reward !== null && (
          <>
            <dt>Worth</dt>
            <dd className="tabular-nums">{run.reward.toFixed(2)}</dd>
          </>
        )}
      </dl>
      <AmountTable run={run} />
      <LogView run={run} log={log} />
      <ArtifactList run={run} />
      <InputList run={run} />
      <p className="flex flex-wrap gap-x-4 text-[13px]">
        <Link href={insightsAddress({ repo: run.repo, thought: run.thought, filter: "all" })} className="text-accent hover:underline">
          What {run.thought} found
        </Link>
        <Link href={screenAddress("engine", run.repo)} className="text-accent hover:underline">
          The engine
        </Link>
      </p>
    </>
  );
}

function AmountTable({ run }: { run: ThoughtRunDetail }) {
  return (
    <section aria-labelledby="run-amounts" className="space-y-2">
      <h3 id="run-amounts" className="font-semibold">
        What it may use, and used
      </h3>
      <table className="w-full rounded-lg border border-line text-[13px] [&_td]:px-3 [&_td]:py-1 [&_th]:px-3 [&_th]:py-1">
        <thead>
          <tr className="border-b border-line text-xs text-soft">
            <th scope="col" className="text-left font-medium">
              Resource
            </th>
            <th scope="col" className="text-right font-medium">
              Asked
            </th>
            <th scope="col" className="text-right font-medium">
              Used
            </th>
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {listAmounts(run).map((row) => (
            <tr key={row.name}>
              <th scope="row" className="text-left font-normal">
                {row.name}
              </th>
              <td className="text-right">{row.asked}</td>
              <td className="text-right">{row.used}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Actions({ run }: { run: ThoughtRunDetail }) {
  const [error, setError] = useState<ApiError | null>(null);
  const [isAsked, setAsked] = useState(false);
  const { change, isBusy } = useChange(act, ["/runs", "/runs/{run_id}", "/learning/status"]);
  const goesOn = isActive(run);

  async function press() {
    const refusal = await change(run);
    setError(refusal);
    setAsked(refusal === null && !goesOn);
  }

  return (
    <div className="space-y-2">
      <Button look={run.status === "failed" || run.status === "lost" ? "main" : "plain"} disabled={isBusy || isAsked || run.cancel_requested} onClick={() => void press()}>
        {goesOn ? (run.cancel_requested ? "Stopping" : "Cancel") : isAsked ? "Asked for" : "Run again"}
      </Button>
      {error && <Problem error={error} />}
    </div>
  );
}

async function act(run: ThoughtRunDetail): Promise<ApiError | null> {
  const params = { params: { path: { run_id: run.id } } };
  if (isActive(run)) return (await call(api.POST("/runs/{run_id}/cancel", params))).error;
  return (await call(api.POST("/runs/{run_id}/rerun", params))).error;
}
