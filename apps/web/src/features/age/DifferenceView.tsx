"use client";

import { useEffect, useState } from "react";
import { api, call, type Schemas } from "@/lib/api";
import { Markdown } from "@/ui/Markdown";

const SHOWN_MAX = 12;

/** What an answer that was asked again says otherwise than the one before, in words. */
export function DifferenceView({ answer }: { answer: string }) {
  const [difference, setDifference] = useState<Schemas["DifferenceShape"] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const params = { path: { answer_id: answer } };
    void call(api.GET("/answers/{answer_id}/difference", { params })).then(({ data }) => {
      if (isCurrent && data) setDifference(data);
    });
    return () => {
      isCurrent = false;
    };
  }, [answer]);
  if (difference === null) return null;
  return (
    <div role="group" aria-label="Different from before" className="rounded-md border border-line bg-page/60 px-3 py-2">
      <h3 className="font-medium">{difference.changes_evidence ? "Different from before" : "The same evidence as before"}</h3>
      <DifferenceWords words={difference.words} />
    </div>
  );
}

/** The first of the sentences that tell a difference. */
export function DifferenceWords({ words }: { words: string[] }) {
  const hidden = words.length - SHOWN_MAX;
  return (
    <ul className="mt-1 space-y-0.5 text-soft">
      {words.slice(0, SHOWN_MAX).map((sentence, index) => (
        <li key={index} className="wrap-anywhere">
          <Markdown text={sentence} />
        </li>
      ))}
      {hidden > 0 && <li>And {hidden} more.</li>}
    </ul>
  );
}
