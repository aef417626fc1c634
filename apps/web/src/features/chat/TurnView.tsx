import { memo, type ReactNode } from "react";
import type { AnswerFacts } from "@/lib/answer";
import type { Citation } from "@/lib/api";
import { AnswerView } from "./AnswerView";
import { FocusChip } from "./FocusChip";
import type { Turn } from "./turn";

/** What other features add to an answer. */
export interface Slots {
  renderFeedback?: (facts: AnswerFacts) => ReactNode;
  renderCitationActions?: (facts: AnswerFacts, citation: Citation) => ReactNode;
  renderStatementAge?: (facts: AnswerFacts, citations: string[]) => ReactNode;
  renderAge?: (facts: AnswerFacts, turn: Turn, busy: boolean) => ReactNode;
  renderAfterNote?: (facts: AnswerFacts, turn: Turn) => ReactNode;
}

export interface TurnProps {
  turn: Turn;
  busy: boolean;
  slots: Slots;
  onOpen: (citation: Citation, turn: Turn) => void;
  onWhy: (facts: AnswerFacts) => void;
  onRetry: (turn: Turn) => void;
  onEdit: (turn: Turn) => void;
}

/** A question and its answer. Those out of sight cost nothing to lay out. */
export const TurnView = memo(function TurnView(props: TurnProps) {
  const { turn } = props;
  return (
    <section
      data-turn={turn.id ?? ""}
      data-turn-status={turn.status}
      data-key={turn.key}
      className="scroll-mt-24 space-y-2 [contain-intrinsic-size:auto_30rem] [content-visibility:auto]"
    >
      <h2 className="px-1 text-base leading-6 font-semibold whitespace-pre-wrap wrap-anywhere">{turn.question}</h2>
      {turn.options.focus && <FocusChip focus={turn.options.focus} repo={turn.repo} />}
      <AnswerView {...props} />
    </section>
  );
});
