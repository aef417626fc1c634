"use client";

import { useMemo } from "react";
import { AgeMark } from "@/features/age/AgeMark";
import { StatementAge } from "@/features/age/StatementAge";
import type { Turn } from "@/features/chat/turn";
import type { Slots } from "@/features/chat/TurnView";
import { ConsentCard } from "@/features/consent/ConsentCard";
import { lacksConsent } from "@/features/consent/useModelAccess";
import { AnswerFeedback } from "@/features/feedback/AnswerFeedback";
import { CitationFeedback } from "@/features/feedback/CitationFeedback";
import type { ApiError, ModelAccess } from "@/lib/api";

interface Args {
  access: ModelAccess | null;
  decide: (allowed: boolean) => Promise<ApiError | null>;
  retry: (turn: Turn) => void;
  askAgain: (turn: Turn) => void;
  lastKey: string | undefined;
}

/** What other features add to each answer. The consent is asked for under the last answer that lacked it. */
export function useSlots({ access, decide, retry, askAgain, lastKey }: Args): Slots {
  return useMemo(() => {
    async function allow(turn: Turn): Promise<ApiError | null> {
      const error = await decide(true);
      if (!error) retry(turn);
      return error;
    }
    return {
      renderAge: (facts, turn, busy) =>
        facts.status === "done" && (
          <AgeMark
            answer={facts.answer_id}
            known={facts.age ?? null}
            againOf={turn.againOf}
            busy={busy}
            onAgain={() => askAgain(turn)}
          />
        ),
      renderStatementAge: (facts, citations) =>
        facts.status === "done" && (
          <StatementAge answer={facts.answer_id} known={facts.age ?? null} citations={citations} />
        ),
      renderFeedback: (facts) => <AnswerFeedback answer={facts.answer_id} />,
      renderCitationActions: (facts, citation) => (
        <CitationFeedback answer={facts.answer_id} citation={citation.id} />
      ),
      renderAfterNote: (facts, turn) => {
        const wantedModel = facts.mode === "extractive" && turn.options.mode !== "extractive";
        if (turn.key !== lastKey || turn.status !== "done" || !wantedModel || !lacksConsent(access)) return null;
        return <ConsentCard access={access} onAllow={() => allow(turn)} />;
      },
    };
  }, [access, decide, retry, askAgain, lastKey]);
}
