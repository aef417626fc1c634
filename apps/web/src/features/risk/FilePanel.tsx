"use client";

import Link from "next/link";
import { type ReactNode } from "react";
import { formatCount, formatDay, formatLines } from "@/lib/format";
import { useGet } from "@/lib/query";
import { chatAddress, codeAddress, insightsAddress } from "@/lib/routes";
import type { RiskFileDetail, RiskFunction } from "@/lib/thinking";
import { QUIET } from "@/ui/IconButton";
import { ChatIcon, CodeIcon, InsightIcon } from "@/ui/icons";
import { Problem } from "@/ui/Problem";
import { SidePanel } from "@/ui/SidePanel";
import { FeatureList } from "./FeatureList";
import { capitalise } from "./features";
import { isMerelyLarge, SCORES, type Score } from "./risk";
import { Sparkline } from "./Sparkline";

interface Props {
  repo: string;
  path: string;
  /** The commit of the map. */
  sha: string;
  score: Score;
  onClose: () => void;
}

/** One file: both scores beside its size, why they are so, and where inside it to look. */
export function FilePanel({ repo, path, sha, score, onClose }: Props) {
  const { data, error } = useGet("/risk/file", { params: { query: { repo, path, rev: sha } } });
  const place = { repo, commit: sha, path, start_line: 0, end_line: 0 };
  return (
    <SidePanel
      label="Risk of a file"
      focusKey={path}
      onClose={onClose}
      heading={
        <>
          <h2 className="font-mono text-[13px] font-semibold wrap-anywhere">{path}</h2>
          <p className="mt-0.5 min-h-4 text-xs text-soft">{data && formatCount(data.file.lines, "line")}</p>
        </>
      }
    >
      <div className="space-y-5 p-4 text-sm">
        <div className="-mx-2 flex flex-wrap">
          <Link href={codeAddress(place)} className={QUIET}>
            <CodeIcon /> Open in code
          </Link>
          <Link href={chatAddress({ repo, ask: `What makes ${path} hard to change, and what was fixed in it?` })} className={QUIET}>
            <ChatIcon /> Ask about it
          </Link>
          <Link href={insightsAddress({ repo, path, filter: "all" })} className={QUIET}>
            <InsightIcon /> Its insights
          </Link>
        </div>
        {error && <Problem error={error} />}
        {!data && !error && <p className="text-[13px] text-soft">Loading</p>}
        {data && <Told told={data} repo={repo} sha={sha} score={score} />}
      </div>
    </SidePanel>
  );
}

function Told({ told, repo, sha, score }: { told: RiskFileDetail; repo: string; sha: string; score: Score }) {
  const { file, features, functions, history } = told;
  return (
    <>
      <dl className="grid grid-cols-3 gap-px overflow-hidden rounded-lg border border-line bg-line">
        <Figure label="Next bug" value={file.bug_percentile} />
        <Figure label="Review pays" value={file.review_percentile} />
        <Figure label="Size alone" value={file.size_percentile} />
      </dl>
      {isMerelyLarge(file, score) && (
        <p className="text-[13px]">
          <strong className="font-medium">Large file.</strong> <span className="text-soft">Its score says about what its size says.</span>
        </p>
      )}
      <Part title="Why">
        {file.reasons.length > 0 ? (
          <ul className="list-disc space-y-1 pl-4 leading-6">
            {file.reasons.map((reason) => (
              <li key={reason}>{capitalise(reason)}</li>
            ))}
          </ul>
        ) : (
          <p className="text-[13px] text-soft">Nothing of it stands out.</p>
        )}
      </Part>
      {functions.length > 0 && (
        <Part title="Where inside">
          <Functions path={file.path} functions={functions} repo={repo} sha={sha} />
        </Part>
      )}
      <Part title={`What the score is made of: ${SCORES[score].label.toLowerCase()}`}>
        <FeatureList features={features} score={score} />
      </Part>
      {history.length > 1 && (
        <Part title={`Since ${formatDay(history.at(-1)?.committed_at ?? "")}`}>
          <Sparkline history={history} score={score} />
        </Part>
      )}
    </>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div className="flex flex-col-reverse bg-panel px-3 py-2">
      <dt className="text-xs text-soft">{label}</dt>
      <dd>
        <span className="text-lg font-semibold tabular-nums">{Math.round(value)}</span>
        <span className="text-xs text-soft"> of 100</span>
      </dd>
    </div>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="space-y-1.5">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Functions({ path, functions, repo, sha }: { path: string; functions: RiskFunction[]; repo: string; sha: string }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line text-[13px]">
      {functions.map((each) => (
        <li key={`${each.qualified_name} ${each.start_line}`} className="px-3 py-1.5">
          <Link href={codeAddress({ repo, commit: sha, path, start_line: each.start_line, end_line: each.end_line })} className="group font-mono text-xs">
            <span className="font-medium wrap-anywhere group-hover:underline">{each.qualified_name}</span>
            <span className="text-soft">:{formatLines(each.start_line, each.end_line)}</span>
          </Link>
          <span className="block text-xs text-soft">
            {each.reasons.length > 0
              ? capitalise(each.reasons.join(", "))
              : `${formatCount(each.hot, "line")} changed lately, ${formatCount(each.once_fixed, "line")} from a fix${each.uncovered === null ? "" : `, ${formatCount(each.uncovered, "line")} without a test`}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
