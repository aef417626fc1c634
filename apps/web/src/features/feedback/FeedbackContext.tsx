"use client";

import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { api, call, type ApiError, type Feedback, type FeedbackInput } from "@/lib/api";

interface Value {
  said: Record<string, Feedback[]>;
  load: (answer: string) => void;
  give: (input: FeedbackInput) => Promise<ApiError | null>;
}

const FeedbackContext = createContext<Value | null>(null);

/** What was said of the answers on the page: read once for each, written through. */
export function FeedbackProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<Record<string, Feedback[]>>({});

  const load = useCallback((answer: string) => {
    const params = { path: { answer_id: answer } };
    void call(api.GET("/answers/{answer_id}/feedback", { params })).then(({ data }) => {
      if (data) setSaid((known) => ({ ...known, [answer]: data.feedback }));
    });
  }, []);

  const give = useCallback(async (input: FeedbackInput) => {
    const { data, error } = await call(api.POST("/feedback", { body: input }));
    if (error) return error;
    setSaid((known) => {
      const others = (known[data.answer_id] ?? []).filter((each) => each.id !== data.id);
      return { ...known, [data.answer_id]: [...others, data] };
    });
    return null;
  }, []);

  const value = useMemo(() => ({ said, load, give }), [said, load, give]);
  return <FeedbackContext value={value}>{children}</FeedbackContext>;
}

/** What was said of one answer, and the way to say it; saying it again changes it, 0 takes it back. */
export function useFeedback(answer: string) {
  const value = useContext(FeedbackContext);
  if (value === null) throw new Error("a FeedbackProvider is missing");
  const said = value.said[answer];
  return {
    isKnown: said !== undefined,
    said: said ?? [],
    find: (kind: Feedback["kind"], target = "") => said?.find((each) => each.kind === kind && each.target === target),
    load: value.load,
    give: value.give,
  };
}

/** A click on a citation is a weak sign that it was worth a look. Nobody waits for it, and nothing depends on it. */
export function reportClick(answer: string, citation: string): void {
  const body: FeedbackInput = { answer_id: answer, kind: "click", value: 1, citation, comment: "" };
  void api.POST("/feedback", { body, keepalive: true }).catch(() => undefined);
}
