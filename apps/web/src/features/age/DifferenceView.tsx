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
  const hidden = difference.words.length - SHOWN_MAX;
  return (
    <div role="group" aria-label="Different from before" className="rounded-md border border-line bg-page/60 px-3 py-2">
      <h3 className="font-medium">{difference.changes_evidence ? "Different from before" : "The same evidence as before"}</h3>
      <ul className="mt-1 space-y-0.5 text-soft">
        {difference.words.slice(0, SHOWN_MAX).map((words, index) => (
          <li key={index} className="wrap-anywhere">
            <Markdown text={words} />
          </li>
        ))}
        {hidden > 0 && <li>And {hidden} more.</li>}
      </ul>
    </div>
  );
}
