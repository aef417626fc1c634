import type { Citation, Statement } from "@/lib/api";
import { CitationLink } from "./CitationLink";
import { StatementText } from "./StatementText";

const MARKS = {
  supported: { glyph: "✓", label: "Supported", look: "text-good border-good/50" },
  partly: { glyph: "◐", label: "Partly supported", look: "text-fair border-fair/50" },
  unsupported: { glyph: "✕", label: "Not supported", look: "text-bad border-bad/50" },
} as const;

export type Status = keyof typeof MARKS;

interface Props {
  statement: Statement;
  citations: Citation[];
  numbers: Map<string, number>;
  onOpen: (citation: Citation) => void;
}

/** A statement with its mark in front and its citations behind. */
export function StatementLine({ statement, citations, numbers, onOpen }: Props) {
  const cited = statement.citations
    .map((id) => citations.find((citation) => String(citation.id) === String(id)))
    .filter((citation) => citation !== undefined);
  return (
    <li className="flex gap-3" data-status={statement.status}>
      <StatusMark status={statement.status} />
      <div className="min-w-0 flex-1 leading-relaxed">
        <StatementText text={statement.text} />
        {cited.map((citation) => (
          <CitationLink
            key={citation.id}
            citation={citation}
            number={numbers.get(String(citation.id)) ?? 0}
            onOpen={onOpen}
          />
        ))}
        {statement.status !== "supported" && (
          <span className={`ml-2 text-xs font-medium whitespace-nowrap ${MARKS[statement.status].look}`}>
            {MARKS[statement.status].label.toLowerCase()}
          </span>
        )}
      </div>
    </li>
  );
}

export function StatusMark({ status }: { status: Status }) {
  const mark = MARKS[status];
  return (
    <span
      title={mark.label}
      className={`mt-1 flex size-5 shrink-0 items-center justify-center rounded-full border text-xs font-bold ${mark.look}`}
    >
      <span aria-hidden="true">{mark.glyph}</span>
      <span className="sr-only">{mark.label}: </span>
    </span>
  );
}

export function Legend({ statuses }: { statuses: Set<Status> }) {
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
      {(Object.keys(MARKS) as Status[])
        .filter((status) => statuses.has(status))
        .map((status) => (
          <span key={status}>
            <span aria-hidden="true" className={`mr-1 font-bold ${MARKS[status].look}`}>
              {MARKS[status].glyph}
            </span>
            {MARKS[status].label} by the cited lines
          </span>
        ))}
    </p>
  );
}
