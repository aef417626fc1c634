"use client";

import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { api, call, type Schemas } from "@/lib/api";

export type Age = Schemas["AgeShape"];
const START_MS = 1_500; // what the page needs to be read comes first

export type Watch = Schemas["WatchShape"];

interface Value {
  /** Counts the times that answers of the repository were checked again. */
  round: number;
  watches: Watch[];
  reload: () => Promise<void>;
  /** Shows the reports of a watch. */
  openReports: (watch: string) => void;
}

const AgesContext = createContext<Value>({ round: 0, watches: [], reload: () => Promise.resolve(), openReports: () => undefined });

interface ProviderProps {
  repo: string | null;
  openReports: (watch: string) => void;
  children: ReactNode;
}

/** Hears when answers of `repo` were checked again after a push, and knows what is watched. */
export function AgesProvider({ repo, openReports, children }: ProviderProps) {
  const [round, setRound] = useState(0);
  const [watches, setWatches] = useState<Watch[]>([]);

  const reload = useCallback(async () => {
    const { data } = await call(api.GET("/watches"));
    if (data) setWatches(data.watches);
  }, []);

  useEffect(() => {
    if (repo === null) return;
    return listen(repo, () => setRound((known) => known + 1));
  }, [repo]);

  useEffect(() => {
    void reload();
  }, [reload, round]);

  const value = useMemo(() => ({ round, watches, reload, openReports }), [round, watches, reload, openReports]);
  return <AgesContext value={value}>{children}</AgesContext>;
}

/**
 * Listens while the page is looked at: a browser grants an address six connections, whatever the number of tabs. What
 * was missed meanwhile is read when the page is looked at again.
 */
function listen(repo: string, onChecked: () => void): () => void {
  let source: EventSource | null = null;
  const follow = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null) {
      source = new EventSource(`/ages/events?repo=${encodeURIComponent(repo)}`);
      source.addEventListener("ages", onChecked);
      source.addEventListener("open", onChecked); // a push may have come before anybody listened
    }
  };
  const change = () => {
    if (!document.hidden) onChecked();
    follow();
  };
  const starting = setTimeout(follow, START_MS);
  document.addEventListener("visibilitychange", change);
  return () => {
    clearTimeout(starting);
    document.removeEventListener("visibilitychange", change);
    source?.close();
  };
}

/** The age of an answer as it is now: read when it is shown, and after every push. */
export function useAge(answer: string, known: Age | null): Age | null {
  const { round } = useContext(AgesContext);
  const [age, setAge] = useState(known);
  useEffect(() => {
    if (known !== null && round === 0) return;
    let isCurrent = true;
    const params = { path: { answer_id: answer } };
    void call(api.GET("/answers/{answer_id}/age", { params })).then(({ data }) => {
      if (isCurrent && data) setAge(data);
    });
    return () => {
      isCurrent = false;
    };
  }, [answer, known, round]);
  return age;
}

/** All that is watched. */
export function useWatches() {
  const { watches, reload, openReports } = useContext(AgesContext);
  return { watches, reload, openReports };
}

/** The watch of an answer's question, if there is one. */
export function useWatch(answer: string) {
  const { watches, ...rest } = useWatches();
  const watch = watches.find((each) => each.origin_id === answer || each.answer_id === answer) ?? null;
  return { watch, ...rest };
}
