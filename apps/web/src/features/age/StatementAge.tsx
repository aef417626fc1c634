"use client";

import { formatLines, shortSha } from "@/lib/format";
import { useAge, type Age } from "./useAges";
import { STATE_GLYPHS, STATE_LOOKS } from "./words";

interface Props {
  answer: string;
  known: Age | null;
  /** Ids of what the statement cites. */
  citations: string[];
}

const WORDS = { changed: "evidence changed since", gone: "evidence gone since" } as const;

/** On a statement whose cited lines are no longer as they were: what became of them, and by which commit. */
export function StatementAge({ answer, known, citations }: Props) {
  const age = useAge(answer, known);
  const touched = (age?.citations ?? []).filter((each) => citations.includes(each.id) && isStale(each.state));
  const worst = touched.find((each) => each.state === "gone") ?? touched[0];
  if (!worst) return null;
  const state = worst.state as keyof typeof WORDS;
  return (
    <span data-statement-age={state} title={touched.map(describe).join("\n")} className="ml-2 text-xs text-soft italic">
      <span aria-hidden="true" className={`mr-1 font-bold not-italic ${STATE_LOOKS[state]}`}>
        {STATE_GLYPHS[state]}
      </span>
      {WORDS[state]}
      {worst.changed_in && <span className="not-italic"> ({shortSha(worst.changed_in)})</span>}
    </span>
  );
}

function isStale(state: Age["state"]): boolean {
  return state === "changed" || state === "gone";
}

function describe(each: Age["citations"][number]): string {
  const by = each.changed_in ? ` in ${shortSha(each.changed_in)}` : "";
  return `${each.path}:${formatLines(each.start_line, each.end_line)} ${each.state}${by}`;
}
