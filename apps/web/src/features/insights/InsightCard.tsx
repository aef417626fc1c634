"use client";

import Link from "next/link";
import { forwardRef, useState } from "react";
import { formatAgo, formatMoment, shortSha } from "@/lib/format";
import { codeAddress, diffAddress, runsAddress } from "@/lib/routes";
import { Markdown } from "@/ui/Markdown";
import { PlaceText } from "@/ui/PlaceText";
import { SeverityMark } from "@/ui/SeverityMark";
import { EvidenceList } from "./Evidence";
import { InsightActions } from "./InsightActions";
import {
  describeConfidence,
  KIND_HINTS,
  KIND_WORDS,
  placeOf,
  REASONS,
  STATE_WORDS,
  STATUS_WORDS,
  type Insight,
} from "./insights";

interface Props {
  insight: Insight;
  isOpen: boolean;
  /** Whether the first piece of evidence shows while it is closed. */
  showsEvidence: boolean;
  showsRepo: boolean;
  onToggle: () => void;
  onDismiss: () => void;
}

/** One insight: what it says, on which lines it stands, and what can be done with it. The focus is put on its title. */
export const InsightCard = forwardRef<HTMLButtonElement, Props>(function InsightCard(props, title) {
  const { insight, isOpen, showsEvidence, showsRepo, onToggle, onDismiss } = props;
  return (
    <article
      aria-label={insight.title}
      data-insight={insight.id}
      className="rounded-lg border border-line bg-panel focus-within:border-accent"
    >
      <div className="space-y-1.5 px-4 pt-3 pb-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs">
          <SeverityMark severity={insight.severity} />
          <span title={KIND_HINTS[insight.kind]} className="rounded-sm bg-raised px-1.5 py-px font-medium">
            {KIND_WORDS[insight.kind]}
          </span>
          <span className="text-soft">
            {STATUS_WORDS[insight.status]}, {describeConfidence(insight.confidence)}
          </span>
          <span className="ml-auto text-soft">
            {STATE_WORDS[insight.state]} <time dateTime={insight.first_seen_at} title={formatMoment(insight.first_seen_at)}>{formatAgo(insight.first_seen_at)}</time>
          </span>
        </div>
        <h2 className="text-[15px] leading-6 font-semibold">
          <button
            ref={title}
            type="button"
            aria-expanded={isOpen}
            onClick={onToggle}
            className="w-full text-left wrap-anywhere hover:underline"
          >
            <Markdown text={insight.title} />
          </button>
        </h2>
        <Where insight={insight} showsRepo={showsRepo} showsPlace={!(isOpen || showsEvidence) || !isQuoted(insight)} />
        <Settled insight={insight} />
      </div>
      {(isOpen || showsEvidence) && (
        <div className="space-y-3 px-4 pb-3">
          {isOpen && <Told insight={insight} />}
          {insight.evidence.length > 0 && <EvidenceList insight={insight} isShort={!isOpen} />}
          {!isOpen && insight.evidence.length > 1 && (
            <button type="button" onClick={onToggle} className="text-xs text-accent hover:underline">
              {insight.evidence.length - 1} more {insight.evidence.length === 2 ? "piece" : "pieces"} of evidence
            </button>
          )}
          {isOpen && <Origin insight={insight} />}
        </div>
      )}
      <InsightActions insight={insight} onDismiss={onDismiss} />
    </article>
  );
});

/** The place is left out where the first quote, right below, says it. */
function Where({ insight, showsRepo, showsPlace }: { insight: Insight; showsRepo: boolean; showsPlace: boolean }) {
  const place = placeOf(insight);
  const { repo, symbol } = insight;
  if (!showsRepo && !(showsPlace && place) && !symbol) return null;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 text-[13px]">
      {showsRepo && <span className="font-medium">{repo}</span>}
      {showsPlace && place && (
        <Link href={codeAddress(place)} className="group min-w-0">
          <PlaceText {...place} />
        </Link>
      )}
      {symbol && <span className="font-mono text-soft wrap-anywhere">{symbol}</span>}
    </p>
  );
}

function isQuoted({ evidence, path, start_line: start }: Insight): boolean {
  const first = evidence[0];
  return first?.kind === "quote" && first.path === path && first.start_line === start;
}

/** The whole text, and for a suspicion what would settle it. */
function Told({ insight }: { insight: Insight }) {
  return (
    <div className="max-w-prose space-y-2 text-sm leading-6">
      <p>
        <Markdown text={insight.body} />
      </p>
      {insight.falsifier && (
        <p className="border-l-2 border-mark-edge pl-3 text-[13px]">
          <span className="font-medium">What would settle it: </span>
          <Markdown text={insight.falsifier} />
        </p>
      )}
    </div>
  );
}

/** How it ended, where it has: the commit that fixed it, or who dismissed it and why. */
function Settled({ insight }: { insight: Insight }) {
  const { repo, fixed_by, suppression, path, sha } = insight;
  if (fixed_by) {
    return (
      <p className="text-[13px] text-good">
        Fixed by commit{" "}
        <Link href={diffAddress({ repo, base: sha, head: fixed_by, ...(path ? { path } : {}) })} className="font-mono underline underline-offset-2">
          {shortSha(fixed_by)}
        </Link>
      </p>
    );
  }
  if (!suppression) return null;
  const reason = REASONS.find((each) => each.value === suppression.reason)?.label ?? suppression.reason;
  return (
    <p className="text-[13px] text-soft wrap-anywhere">
      Dismissed by {suppression.by}: {reason.toLowerCase()}
      {suppression.note && `, "${suppression.note}"`}
      {suppression.until && `, until ${formatMoment(suppression.until)}`}
    </p>
  );
}

/** Which rule and which run it comes from. */
function Origin({ insight }: { insight: Insight }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(insight.rule).then(() => setCopied(true));
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 text-xs text-soft">
      <span>
        {insight.thought}, rule{" "}
        <button type="button" onClick={copy} title="Copy the rule's name" className="font-mono wrap-anywhere hover:underline">
          {insight.rule}
        </button>
        {isCopied && <span role="status"> copied</span>}
      </span>
      {insight.cwe && <span>{insight.cwe}</span>}
      <span>
        seen at <span className="font-mono">{shortSha(insight.sha)}</span>, first at <span className="font-mono">{shortSha(insight.first_sha)}</span>
      </span>
      {insight.votes.useful + insight.votes.not_useful > 0 && (
        <span>
          its votes: {insight.votes.useful} useful, {insight.votes.not_useful} not
        </span>
      )}
      {insight.run_id && (
        <Link href={runsAddress({ repo: insight.repo, kind: "thought", run: insight.run_id })} className="text-accent hover:underline">
          The run that found it
        </Link>
      )}
    </p>
  );
}
