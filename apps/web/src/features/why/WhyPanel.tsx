"use client";

import { useEffect, useState } from "react";
import { describeWriter } from "@/lib/answer";
import { api, call, type ApiError, type Why } from "@/lib/api";
import { Problem } from "@/ui/Problem";
import { SidePanel } from "@/ui/SidePanel";
import { ContextView } from "./ContextView";
import { SearchView } from "./SearchView";
import { StagesView } from "./StagesView";

interface Props {
  answer: string;
  repo: string;
  onClose: () => void;
}

/** Why an answer says what it says, as it was logged when the answer was made. */
export function WhyPanel({ answer, repo, onClose }: Props) {
  const { why, error } = useWhy(answer);
  return (
    <SidePanel label="Why this answer?" focusKey={answer} onClose={onClose} heading={<Heading why={why} />}>
      <div className="space-y-6 p-4">
        {error && <Problem error={error} />}
        {!why && !error && <p className="text-sm text-soft">Loading</p>}
        {why && <Told why={why} repo={repo} />}
      </div>
    </SidePanel>
  );
}

function Heading({ why }: { why: Why | null }) {
  return (
    <>
      <h2 className="text-sm font-semibold">Why this answer?</h2>
      <p className="mt-0.5 line-clamp-2 min-h-4 text-xs text-soft wrap-anywhere">{why?.question}</p>
    </>
  );
}

function Told({ why, repo }: { why: Why; repo: string }) {
  return (
    <>
      <p className="text-[13px] text-soft">
        {describeWriter(why)}. Ranked by policy{" "}
        <strong className="font-mono text-xs font-medium text-ink">{why.policy_version}</strong>
        {Object.keys(why.propensities).length === 0 ? ", in which nothing was left to chance." : "."} Stored when the
        answer was made.
      </p>
      {why.searches.map((search, index) => (
        <SearchView key={index} search={search} words={why.words} repo={findRepo(why, search.revision) ?? repo} />
      ))}
      {why.context && <ContextView context={why.context} hasModel={why.mode !== "extractive"} />}
      <StagesView stages={why.stages} />
    </>
  );
}

/** The repository that was searched at a revision, as the pieces of the context name it. */
function findRepo(why: Why, revision: string): string | undefined {
  return why.context?.pieces.find((piece) => piece.commit === revision)?.repo;
}

function useWhy(answer: string) {
  const [why, setWhy] = useState<Why | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => {
    let current = true;
    setWhy(null);
    setError(null);
    const params = { path: { answer_id: answer } };
    void call(api.GET("/answers/{answer_id}/why", { params })).then((found) => {
      if (!current) return;
      setWhy(found.data);
      setError(found.error);
    });
    return () => {
      current = false;
    };
  }, [answer]);
  return { why, error };
}
