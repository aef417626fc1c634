"use client";

import { useEffect, useState } from "react";
import { api, call, type ApiError, type Schemas } from "@/lib/api";
import { showControls } from "@/lib/controls";
import { formatLines, shortSha } from "@/lib/format";
import { DiffView } from "@/ui/DiffView";
import { Problem } from "@/ui/Problem";
import { STATE_GLYPHS, STATE_LOOKS, STATE_WORDS } from "./words";

type Change = Schemas["CitationChangeShape"];
type CitationAge = Schemas["CitationAgeShape"];

/** One citation that a push touched: where it is now, which commit did it, and the difference when it is opened. */
export function ChangeView({ answer, citation }: { answer: string; citation: CitationAge }) {
  const [isOpen, setOpen] = useState(false);
  const place = `${citation.path}:${formatLines(citation.start_line, citation.end_line)}`;
  return (
    <details
      className="rounded-md border border-line bg-page/60"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="cursor-pointer rounded-md px-2 py-1.5 hover:bg-raised">
        <span aria-hidden="true" className={`mr-1.5 font-bold ${STATE_LOOKS[citation.state]}`}>
          {STATE_GLYPHS[citation.state]}
        </span>
        {STATE_WORDS[citation.state]}: <span className="font-mono wrap-anywhere">{place}</span>
        <span className="text-soft"> @ {shortSha(citation.commit)}</span>
      </summary>
      {isOpen && <Shown answer={answer} citation={citation} />}
    </details>
  );
}

function Shown({ answer, citation }: { answer: string; citation: CitationAge }) {
  const [change, setChange] = useState<Change | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const params = { path: { answer_id: answer, citation: citation.id } };
    void call(api.GET("/answers/{answer_id}/changes/{citation}", { params })).then((found) => {
      if (!isCurrent) return;
      setChange(found.data);
      setError(found.error);
    });
    return () => {
      isCurrent = false;
    };
  }, [answer, citation]);
  if (error) return <Problem error={error} />;
  if (change === null) return <p className="px-2 py-1.5 text-soft">Reading the difference…</p>;
  return (
    <div className="space-y-1.5 border-t border-line px-2 py-2">
      {change.culprit && (
        <p className="text-soft">
          In <span className="font-mono">{shortSha(change.culprit.sha)}</span> “{showControls(change.culprit.subject)}” by{" "}
          {showControls(change.culprit.author)}
        </p>
      )}
      <DiffView lines={listLines(change)} />
      {change.is_cut && <p className="text-soft">The difference goes on; this is its beginning.</p>}
    </div>
  );
}

/** Git's own difference; where there is none, the lines as they were, and as they are. */
function listLines(change: Change): string[] {
  if (change.hunks.length > 0) return change.hunks.flatMap((hunk) => hunk.lines);
  const before = change.before.text.trimEnd().split("\n");
  if (change.after === null) return before.map((line) => `-${line}`);
  return before.map((line) => ` ${line}`);
}
