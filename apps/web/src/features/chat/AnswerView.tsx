import type { Citation } from "@/lib/api";
import { formatCount, shortSha } from "@/lib/format";
import { Problem } from "@/ui/Problem";
import { SourceLink } from "./CitationLink";
import type { AnswerFacts, ChatMessage } from "./messages";
import { Legend, StatementLine } from "./StatementLine";

interface Props {
  message: ChatMessage;
  onOpen: (citation: Citation) => void;
}

/** An answer as it arrives: statements with marks and citations, then the sources and what it was made from. */
export function AnswerView({ message, onOpen }: Props) {
  const statements = message.parts.flatMap((part) => (part.type === "data-statement" ? [part.data] : []));
  const citations = message.parts.flatMap((part) => (part.type === "data-citation" ? [part.data] : []));
  const facts = message.parts.flatMap((part) => (part.type === "data-answer" ? [part.data] : []))[0];
  const error = message.parts.flatMap((part) => (part.type === "data-error" ? [part.data] : []))[0];
  const numbers = new Map(citations.map((citation, index) => [String(citation.id), index + 1]));
  return (
    <article aria-label="Answer" className="space-y-4 rounded-xl border border-line bg-panel px-4 py-4 sm:px-5">
      {facts && <Mode facts={facts} />}
      <ul className="space-y-3">
        {statements.map((statement, index) => (
          <StatementLine
            key={index}
            statement={statement}
            citations={citations}
            numbers={numbers}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {error && <Problem error={error} />}
      {facts && statements.length === 0 && <p className="whitespace-pre-wrap">{facts.answer}</p>}
      {statements.length > 0 && <Legend statuses={new Set(statements.map((statement) => statement.status))} />}
      {citations.length > 0 && (
        <section aria-label="Sources" className="border-t border-line pt-3">
          <h3 className="px-2 text-xs font-semibold tracking-wide text-soft uppercase">Sources</h3>
          <ol className="mt-1">
            {citations.map((citation, index) => (
              <li key={citation.id}>
                <SourceLink citation={citation} number={index + 1} onOpen={onOpen} />
              </li>
            ))}
          </ol>
        </section>
      )}
      {facts && <Footer facts={facts} citations={citations.length} />}
    </article>
  );
}

function Mode({ facts }: { facts: AnswerFacts }) {
  if (facts.mode !== "extractive") return null;
  return (
    <p className="rounded-lg bg-raised px-3 py-2 text-sm text-soft">
      {facts.note || "No language model is configured: this answer is put together from the code itself."}
    </p>
  );
}

function Footer({ facts, citations }: { facts: AnswerFacts; citations: number }) {
  const total = facts.timings_ms["total"];
  const parts = [`True for commit ${shortSha(facts.revision)}`, `${formatCount(citations, "citation")} checked`];
  if (facts.removed > 0) parts.push(`${formatCount(facts.removed, "statement")} removed: not proven by the code`);
  if (total !== undefined) parts.push(`${Math.round(total).toLocaleString("en")} ms`);
  return <p className="text-xs text-soft">{parts.join(" · ")}</p>;
}
