"use client";

import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from "react";
import type { Schemas } from "@/lib/api";
import { listenWhileSeen } from "@/lib/listening";
import { useGet, useRefresh } from "@/lib/query";

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
  const { data, reload } = useGet("/watches", {});
  const refresh = useLatest(useRefresh());

  useEffect(() => {
    if (repo === null) return;
    const readAnew = () => {
      setRound((known) => known + 1);
      void refresh.current(["/answers/{answer_id}/age", "/watches"]);
    };
    // A push may have come before anybody listened, so that is read whenever the stream begins.
    return listenWhileSeen(`/ages/events?repo=${encodeURIComponent(repo)}`, { ages: readAnew, open: readAnew }, START_MS);
  }, [repo, refresh]);

  const watches = data?.watches ?? NONE;
  const reloadWatches = useLatest(reload);
  const value = useMemo(
    () => ({ round, watches, reload: () => reloadWatches.current(), openReports }),
    [round, watches, reloadWatches, openReports],
  );
  return <AgesContext value={value}>{children}</AgesContext>;
}

const NONE: Watch[] = [];

function useLatest<Value>(value: Value): RefObject<Value> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** The age of an answer as it is now: as it was told with the answer, and read anew after every push. */
export function useAge(answer: string, known: Age | null): Age | null {
  const { round } = useContext(AgesContext);
  const params = { path: { answer_id: answer } };
  const { data } = useGet("/answers/{answer_id}/age", { params }, { isEnabled: known === null || round > 0 });
  return data ?? known;
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
