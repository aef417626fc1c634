"use client";

import { describeWriter } from "@/lib/answer";
import type { Citation, Schemas } from "@/lib/api";
import { formatCount, formatDay, shortSha } from "@/lib/format";
import { useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";
import { Sources } from "./Sources";
import { StatementList } from "./StatementRow";
import { Legend } from "./SupportMark";
import { TitlesProvider } from "./Titles";

interface Props {
  answer: string;
  onOpen: (citation: Citation) => void;
}

/** An answer that was given before, to be read. */
export function StoredAnswer({ answer, onOpen }: Props) {
  const { data: stored, error } = useGet("/answers/{answer_id}", { params: { path: { answer_id: answer } } });
  if (error) return <Problem error={error} />;
  if (!stored) return <p className="text-sm text-soft">Loading</p>;
  const { statements, citations } = stored;
  return (
    <TitlesProvider citations={citations}>
      <h2 className="px-1 pb-2 text-base leading-6 font-semibold whitespace-pre-wrap wrap-anywhere">{stored.question}</h2>
      <article aria-label="Answer" className="space-y-3 rounded-lg border border-line bg-panel px-3 py-3 sm:px-4">
        <div className="-ml-1.5 space-y-1 sm:-ml-2">
          <StatementList statements={statements} citations={citations} onOpen={onOpen} />
        </div>
        <Legend statements={statements} />
        <Sources citations={citations} onOpen={onOpen} renderActions={() => null} />
        <footer className="border-t border-line/60 pt-2 text-xs leading-5 text-soft">{describe(stored)}</footer>
      </article>
    </TitlesProvider>
  );
}

function describe(stored: Schemas["StoredAnswerShape"]): string {
  const parts = [`True for commit ${shortSha(stored.revision)}`, `${formatCount(stored.citations.length, "citation")} checked`];
  if (stored.created_at) parts.push(`answered on ${formatDay(stored.created_at)}`);
  return [...parts, describeWriter(stored)].join(" · ");
}
