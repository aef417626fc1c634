import type { AnswerFacts } from "@/lib/answer";
import { formatCount, formatUsd, shortSha } from "@/lib/format";
import { Markdown } from "@/ui/Markdown";
import { Problem } from "@/ui/Problem";
import { AnswerActions, AskAgain } from "./AnswerActions";
import { Confidence } from "./Confidence";
import { ProgressLine } from "./ProgressLine";
import type { TurnProps } from "./TurnView";
import { Sources } from "./Sources";
import { StatementList } from "./StatementRow";
import { Steps } from "./Steps";
import { Legend } from "./SupportMark";
import { TitlesProvider } from "./Titles";

/** An answer as it arrives: steps, statements behind their gutter, sources, and what it was made from. */
export function AnswerView(props: TurnProps) {
  const { turn, busy, slots, onOpen } = props;
  const { facts, statements, citations, steps } = turn;
  const isLooking = turn.status === "running" && statements.length === 0;
  const again = { busy, onRetry: () => props.onRetry(turn), onEdit: () => props.onEdit(turn) };
  return (
    <TitlesProvider citations={citations}>
      <article
        aria-label="Answer"
        aria-busy={turn.status === "running"}
        className="space-y-3 rounded-lg border border-line bg-panel px-3 py-3 sm:px-4"
      >
        <ProgressLine turn={turn} />
        {turn.understood && <p className="text-[13px] text-soft">{turn.understood}</p>}
        <Steps steps={steps} isLooking={isLooking} />
        {statements.length > 0 && (
          <div className="-ml-1.5 space-y-1 sm:-ml-2">
            <StatementList
              statements={statements}
              citations={citations}
              onOpen={(citation) => onOpen(citation, turn)}
              renderAge={facts ? (cited) => slots.renderStatementAge?.(facts, cited) : undefined}
            />
          </div>
        )}
        {turn.error && <Problem error={turn.error} />}
        {facts && <Note facts={facts} />}
        {turn.status === "cancelled" && (
          <p className="text-[13px] text-soft">{facts ? "Stopped: this is how far it came." : "Stopped before anything was said."}</p>
        )}
        {facts && slots.renderAfterNote?.(facts, turn)}
        {turn.status !== "running" && <Legend statements={statements} />}
        <div className="xl:hidden">
          <Sources
            citations={citations}
            onOpen={(citation) => onOpen(citation, turn)}
            renderActions={(citation) => facts && slots.renderCitationActions?.(facts, citation)}
          />
        </div>
        {facts ? (
          <footer className="space-y-1 border-t border-line/60 pt-2">
            {slots.renderAge?.(facts, turn, busy)}
            <Confidence value={facts.confidence} />
            <MadeFrom facts={facts} citations={citations.length} />
            <AnswerActions turn={turn} facts={facts} onWhy={() => props.onWhy(facts)} {...again}>
              {slots.renderFeedback?.(facts)}
            </AnswerActions>
          </footer>
        ) : (
          turn.status !== "running" && (
            <div className="-mx-2">
              <AskAgain {...again} />
            </div>
          )
        )}
      </article>
    </TitlesProvider>
  );
}

/** Why it is not what was asked for, and what else the reader should know. */
function Note({ facts }: { facts: AnswerFacts }) {
  if (!facts.note) return null;
  return (
    <p data-note className="border-l-2 border-mark-edge bg-raised/60 px-3 py-1.5 text-[13px] leading-5 wrap-anywhere text-soft">
      <Markdown text={facts.note} />
    </p>
  );
}

function MadeFrom({ facts, citations }: { facts: AnswerFacts; citations: number }) {
  return (
    <p className="text-xs leading-5 text-soft">{listFacts(facts, citations).join(" · ")}</p>
  );
}

function listFacts(facts: AnswerFacts, citations: number): string[] {
  const parts = [`True for commit ${shortSha(facts.revision)}`, `${formatCount(citations, "citation")} checked`];
  if (facts.removed > 0) parts.push(`${formatCount(facts.removed, "statement")} removed: not proven by the code`);
  if (facts.unknown_ids > 0) parts.push(`${formatCount(facts.unknown_ids, "made-up citation")} dropped`);
  return [...parts, ...listUsage(facts)];
}

function listUsage(facts: AnswerFacts): string[] {
  const usage = facts.usage as { input_tokens?: number; output_tokens?: number; cost_usd?: number | null; masked?: number };
  const tokens = (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0);
  const parts: string[] = [];
  if (tokens > 0) parts.push(formatCount(tokens, "token"));
  if (usage.cost_usd !== null && usage.cost_usd !== undefined) parts.push(formatUsd(usage.cost_usd));
  if (usage.masked) parts.push(`${formatCount(usage.masked, "secret")} masked`);
  return parts;
}

