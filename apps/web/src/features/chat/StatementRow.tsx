import { isClaim, type Statement } from "@/lib/answer";
import type { ReactNode } from "react";
import type { Citation } from "@/lib/api";
import { Markdown } from "@/ui/Markdown";
import { CitationChip } from "./CitationChip";
import { SupportMark } from "./SupportMark";

interface Props {
  statement: Statement;
  citations: Citation[];
  onOpen: (citation: Citation) => void;
  /** What became of the lines that a statement cites. */
  renderAge?: ((citations: string[]) => ReactNode) | undefined;
}

/** A statement behind a gutter, as in an editor: the gutter says how far the cited lines carry it. */
export function StatementRow({ statement, citations, onOpen, renderAge }: Props) {
  const claims = isClaim(statement);
  return (
    <div
      role={statement.is_item ? "listitem" : undefined}
      data-status={claims ? statement.status : undefined}
      data-kind={statement.kind}
      className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2"
    >
      <div className="flex justify-center">{claims && <SupportMark statement={statement} />}</div>
      <div className={`min-w-0 leading-6 ${LOOKS[statement.kind]} ${statement.is_item ? ITEM : ""}`}>
        <StatementBody statement={statement} />
        {citations.map((citation, index) =>
          statement.citations.includes(citation.id) ? (
            <CitationChip
              key={citation.id}
              citation={citation}
              number={index + 1}
              status={claims ? statement.status : undefined}
              onOpen={onOpen}
            />
          ) : null,
        )}
        {claims && statement.status !== "supported" && (
          <span className="ml-2 text-xs whitespace-nowrap text-soft italic" aria-hidden="true">
            {statement.status === "partly" ? "partly supported" : "not supported"}
          </span>
        )}
        {statement.citations.length > 0 && renderAge?.(statement.citations)}
      </div>
    </div>
  );
}

const ITEM = "relative pl-4 before:absolute before:left-0.5 before:text-soft before:content-['–']";

const LOOKS: Record<Statement["kind"], string> = {
  fact: "",
  code: "",
  heading: "mt-2 font-semibold",
  absence: "text-soft italic",
};

function StatementBody({ statement }: { statement: Statement }) {
  const text = <Markdown text={statement.text} />;
  if (statement.kind !== "heading") return text;
  return (
    <span role="heading" aria-level={3}>
      {text}
    </span>
  );
}

/** Statements that belong to a list stand in one, so that readers hear how long it is. */
export function StatementList({ statements, ...rest }: Omit<Props, "statement"> & { statements: Statement[] }) {
  const groups: Statement[][] = [];
  for (const statement of statements) {
    const last = groups.at(-1);
    if (statement.is_item && last?.[0]?.is_item) last.push(statement);
    else groups.push([statement]);
  }
  return groups.map((group, index) => {
    const rows = group.map((statement, row) => (
      <StatementRow key={row} statement={statement} {...rest} />
    ));
    return (
      <div key={index} role={group[0]?.is_item ? "list" : undefined} className="space-y-1">
        {rows}
      </div>
    );
  });
}
