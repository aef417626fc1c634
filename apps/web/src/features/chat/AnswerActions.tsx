"use client";

import { useState, type ReactNode } from "react";
import type { AnswerFacts } from "@/lib/answer";
import { renderMarkdown } from "@/lib/answer";
import { addressOf } from "@/lib/place";
import { QUIET } from "@/ui/IconButton";
import { CheckIcon, CopyIcon, DownloadIcon, EditIcon, RetryIcon, WhyIcon } from "@/ui/icons";
import type { Turn } from "./turn";

interface Props {
  turn: Turn;
  facts: AnswerFacts;
  busy: boolean;
  onRetry: () => void;
  onEdit: () => void;
  onWhy: () => void;
  children: ReactNode;
}

/** What can be done with an answer; `children` is what can be said of it. */
export function AnswerActions({ turn, facts, busy, onRetry, onEdit, onWhy, children }: Props) {
  return (
    <div className="-mx-2 flex flex-wrap items-center gap-x-0.5">
      {children}
      <button type="button" data-action="why" className={QUIET} onClick={onWhy}>
        <WhyIcon />
        Why this answer?
      </button>
      <Copy turn={turn} />
      <Export answer={facts.answer_id} />
      <AskAgain busy={busy} onRetry={onRetry} onEdit={onEdit} />
    </div>
  );
}

export function AskAgain({ busy, onRetry, onEdit }: Pick<Props, "busy" | "onRetry" | "onEdit">) {
  return (
    <>
      <button type="button" data-action="again" className={QUIET} disabled={busy} onClick={onRetry}>
        <RetryIcon />
        Ask again
      </button>
      <button type="button" className={QUIET} disabled={busy} onClick={onEdit}>
        <EditIcon />
        Edit
      </button>
    </>
  );
}

function Copy({ turn }: { turn: Turn }) {
  const [said, setSaid] = useState("");
  async function copy() {
    const here = window.location.origin;
    const text = renderMarkdown(turn.statements, turn.citations, (citation) => here + addressOf(citation));
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Not allowed here");
    }
    setTimeout(() => setSaid(""), 2_000);
  }
  return (
    <button type="button" data-action="copy" className={QUIET} onClick={() => void copy()} title="As Markdown, with links to the cited lines">
      {said === "Copied" ? <CheckIcon /> : <CopyIcon />}
      <span aria-live="polite">{said || "Copy"}</span>
    </button>
  );
}

function Export({ answer }: { answer: string }) {
  const address = `/answers/${answer}/export`;
  return (
    <span className="inline-flex items-center" role="group" aria-label="Export with receipts">
      <a className={QUIET} href={`${address}?format=markdown`} download title="With its receipts, as Markdown">
        <DownloadIcon />
        Markdown
      </a>
      <a
        className={QUIET}
        href={`${address}?format=json`}
        download
        title="With its receipts: `repochat verify FILE` proves them again from git"
      >
        JSON
      </a>
    </span>
  );
}
