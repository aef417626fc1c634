"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { api, call, send, type ApiError } from "@/lib/api";
import { explain, followTurn, postAgain, postQuestion, type Asked } from "./stream";
import { applyPart, beginTurn, readTurn, type Options, type Part, type Turn } from "./turn";

interface Args {
  repo: string | null;
  /** Of the address; null begins a new one. */
  conversation: string | null;
  onBegun: (conversation: string) => void;
}

/** The turns of a conversation: asked, streamed, rejoined after a reload, stopped. */
export function useTurns({ repo, conversation, onBegun }: Args) {
  const [turns, setTurns] = useState<Turn[]>([]);
  const [error, setError] = useState<ApiError | null>(null);
  const [before, setBefore] = useState<number | null>(null);
  const [isLoading, setLoading] = useState(false);
  const shown = useRef<string | null>(null); // the conversation whose turns these are
  const session = useRef(0); // what is followed for an older session is dropped
  const wantsStop = useRef(new Set<string>());

  const change = useCallback((key: string, apply: (turn: Turn) => Turn) => {
    setTurns((known) => known.map((turn) => (turn.key === key ? apply(turn) : turn)));
  }, []);

  const follow = useCallback(
    async (key: string, id: string | null, open: () => Promise<Response> | null) => {
      const started = session.current;
      const isCurrent = () => started === session.current;
      const apply = (part: Part | "reconnecting") => {
        if (part === "reconnecting") {
          change(key, (turn) => ({ ...turn, progress: { phase: "reconnecting" } }));
          return;
        }
        if (part.type === "start" && part.messageMetadata) {
          const { turn_id, conversation_id } = part.messageMetadata;
          if (wantsStop.current.delete(key)) void cancel(turn_id);
          if (shown.current !== conversation_id) {
            shown.current = conversation_id;
            onBegun(conversation_id);
          }
        }
        change(key, (turn) => applyPart(turn, part));
      };
      try {
        for await (const part of followTurn(await open(), id)) {
          if (!isCurrent()) return;
          apply(part);
        }
      } catch (failure) {
        if (isCurrent()) change(key, (turn) => ({ ...turn, status: "failed", error: explain(failure) }));
      }
    },
    [change, onBegun],
  );

  useEffect(() => {
    if (conversation === shown.current) return;
    shown.current = conversation;
    session.current += 1;
    const started = session.current;
    setTurns([]);
    setError(null);
    setBefore(null);
    if (conversation === null) return;
    setLoading(true);
    void readPage(conversation, null).then((page) => {
      if (started !== session.current) return;
      setLoading(false);
      setError(page.error);
      if (page.error) return;
      setTurns(page.turns);
      setBefore(page.before);
      for (const turn of page.turns) if (turn.status === "running") void follow(turn.key, turn.id, () => null);
    });
  }, [conversation, follow]);

  const ask = useCallback(
    (question: string, options: Options) => {
      if (!repo) return;
      const turn = beginTurn(repo, question, options);
      setTurns((known) => [...known, turn]);
      const asked: Asked = { ...options, repo, question, conversation: shown.current };
      void follow(turn.key, null, () => postQuestion(asked));
    },
    [repo, follow],
  );

  const askAgain = useCallback(
    (earlier: Turn) => {
      const answer = earlier.facts?.answer_id;
      if (!answer) return;
      const turn = { ...beginTurn(earlier.repo, earlier.question, earlier.options), againOf: answer };
      setTurns((known) => [...known, turn]);
      void follow(turn.key, null, () => postAgain(answer));
    },
    [follow],
  );

  const stop = useCallback((turn: Turn) => {
    if (turn.id) void cancel(turn.id);
    else wantsStop.current.add(turn.key);
  }, []);

  const readEarlier = useCallback(async () => {
    const started = session.current;
    if (shown.current === null || before === null) return;
    const page = await readPage(shown.current, before);
    if (started !== session.current) return;
    setError(page.error);
    if (page.error) return;
    setTurns((known) => [...page.turns, ...known]);
    setBefore(page.before);
  }, [before]);

  return { turns, error, isLoading, hasEarlier: before !== null, readEarlier, ask, askAgain, stop };
}

async function cancel(turn: string): Promise<void> {
  await send(api.POST("/turns/{turn_id}/cancel", { params: { path: { turn_id: turn } } }));
}

async function readPage(conversation: string, before: number | null) {
  const params = { path: { conversation_id: conversation }, query: before === null ? {} : { before } };
  const { data, error } = await call(api.GET("/conversations/{conversation_id}", { params }));
  if (error) return { turns: [], before: null, error };
  return { turns: data.turns.map(readTurn), before: data.next_before, error: null };
}
