"use client";

import { useCallback, useEffect, useState } from "react";
import { api, call, send, type ApiError, type Conversation } from "@/lib/api";

const TYPING_MS = 200;

/** Your conversations and the shared ones, the latest first; `text` is searched in titles and questions. */
export function useConversations(text: string) {
  const [found, setFound] = useState<Conversation[] | null>(null);
  const [after, setAfter] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  const reload = useCallback(async () => {
    const { data, error: problem } = await call(api.GET("/conversations", { params: { query: { text } } }));
    setError(problem);
    if (!data) return;
    setFound(data.conversations);
    setAfter(data.next_after);
  }, [text]);

  useEffect(() => {
    const timer = setTimeout(() => void reload(), text ? TYPING_MS : 0);
    return () => clearTimeout(timer);
  }, [reload, text]);

  const readMore = useCallback(async () => {
    if (after === null) return;
    const { data, error: problem } = await call(api.GET("/conversations", { params: { query: { text, after } } }));
    setError(problem);
    if (!data) return;
    setFound((known) => [...(known ?? []), ...data.conversations]);
    setAfter(data.next_after);
  }, [text, after]);

  const change = useCallback(async (id: string, body: { title?: string; is_shared?: boolean }) => {
    const params = { path: { conversation_id: id } };
    const { data, error: problem } = await call(api.PATCH("/conversations/{conversation_id}", { params, body }));
    setError(problem);
    if (data) setFound((known) => known?.map((each) => (each.id === id ? data : each)) ?? null);
  }, []);

  const remove = useCallback(async (id: string) => {
    const params = { path: { conversation_id: id } };
    const problem = await send(api.DELETE("/conversations/{conversation_id}", { params }));
    setError(problem);
    if (!problem) setFound((known) => known?.filter((each) => each.id !== id) ?? null);
    return problem === null;
  }, []);

  return { found, error, hasMore: after !== null, readMore, reload, change, remove };
}
