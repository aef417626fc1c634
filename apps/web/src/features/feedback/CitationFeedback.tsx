"use client";

import { IconButton } from "@/ui/IconButton";
import { DownIcon, UpIcon } from "@/ui/icons";
import { useFeedback } from "./FeedbackContext";

/** Did this place help, or mislead? A second press takes it back. */
export function CitationFeedback({ answer, citation }: { answer: string; citation: string }) {
  const { find, give } = useFeedback(answer);
  const value = find("citation", citation)?.value ?? 0;
  const rate = (wanted: 1 | -1) => {
    const next = value === wanted ? 0 : wanted;
    void give({ answer_id: answer, kind: "citation", value: next, citation, comment: "" });
  };
  return (
    <span role="group" aria-label="Did it help?" className="inline-flex">
      <IconButton label="This place helped" aria-pressed={value === 1} onClick={() => rate(1)}>
        <UpIcon />
      </IconButton>
      <IconButton label="This place misled" aria-pressed={value === -1} onClick={() => rate(-1)}>
        <DownIcon />
      </IconButton>
    </span>
  );
}
