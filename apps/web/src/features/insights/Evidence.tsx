"use client";

import Link from "next/link";
import { codeAddress } from "@/lib/routes";
import { shortSha } from "@/lib/format";
import { isWebAddress } from "@/lib/place";
import { PlaceText } from "@/ui/PlaceText";
import { CodeBlock } from "@/ui/CodeBlock";
import { placeOfQuote, type Evidence, type Insight } from "./insights";
import { QuotedLines } from "./QuotedLines";

/** All that the insight leans on, numbered as its text cites it. */
export function EvidenceList({ insight, isShort }: { insight: Insight; isShort: boolean }) {
  const shown = isShort ? insight.evidence.slice(0, 1) : insight.evidence;
  return (
    <ol aria-label="Evidence" className="space-y-2">
      {shown.map((evidence, index) => (
        <li key={index}>
          <Piece insight={insight} evidence={evidence} number={index + 1} isShort={isShort} />
        </li>
      ))}
    </ol>
  );
}

interface PieceProps {
  insight: Insight;
  evidence: Evidence;
  number: number;
  isShort: boolean;
}

function Piece({ insight, evidence, number, isShort }: PieceProps) {
  const place = placeOfQuote(insight, evidence);
  return (
    <figure data-evidence={evidence.kind} className="overflow-hidden rounded-md border border-line bg-page">
      <figcaption className="flex flex-wrap items-baseline gap-x-2 border-b border-line px-3 py-1 text-xs text-soft">
        <span className="tabular-nums">[{number}]</span>
        {place && (
          <Link href={codeAddress(place)} className="group min-w-0">
            <PlaceText {...place} />
            <span className="font-mono"> @ {shortSha(place.commit)}</span>
          </Link>
        )}
        {evidence.kind === "commit" && (
          <Link href={codeAddress({ repo: insight.repo, commit: evidence.sha ?? "", path: "", start_line: 0, end_line: 0, kind: "commit" })} className="font-mono text-accent hover:underline">
            commit {shortSha(evidence.sha ?? "")}
          </Link>
        )}
        {evidence.kind === "repro" && <span className="font-medium text-ink">Run it again</span>}
        {evidence.why && <span className="min-w-0 wrap-anywhere">{evidence.why}</span>}
        {evidence.url && isWebAddress(evidence.url) && (
          <a href={evidence.url} rel="noreferrer" target="_blank" className="ml-auto text-accent hover:underline">
            At its source
          </a>
        )}
      </figcaption>
      {place && <QuotedLines place={place} text={evidence.text ?? ""} isShort={isShort} />}
      {evidence.kind === "commit" && <p className="px-3 py-2 text-[13px] whitespace-pre-wrap wrap-anywhere">{evidence.text}</p>}
      {evidence.kind === "repro" && (
        <div className="px-3 pb-1">
          <CodeBlock code={(evidence.argv ?? []).join(" ")} language="bash" />
        </div>
      )}
    </figure>
  );
}
