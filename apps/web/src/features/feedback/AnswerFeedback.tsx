"use client";

import { useEffect, useRef, useState, type RefObject } from "react";
import type { ApiError } from "@/lib/api";
import { IconButton } from "@/ui/IconButton";
import { DownIcon, UpIcon } from "@/ui/icons";
import { Problem } from "@/ui/Problem";
import { useFeedback } from "./FeedbackContext";
import { FeedbackForm } from "./FeedbackForm";

/** Up and down; afterwards the place for more. A second press takes it back. */
export function AnswerFeedback({ answer }: { answer: string }) {
  const { isKnown, find, load, give } = useFeedback(answer);
  const [isOpen, setOpen] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const row = useRef<HTMLSpanElement>(null);
  const value = find("answer")?.value ?? 0;
  useOnceSeen(row, isKnown, () => load(answer));

  async function rate(wanted: 1 | -1) {
    const next = value === wanted ? 0 : wanted;
    setOpen(next !== 0);
    setError(await give({ answer_id: answer, kind: "answer", value: next, comment: "" }));
  }

  return (
    <>
      <span ref={row} role="group" aria-label="Rate this answer" className="inline-flex">
        <IconButton label="The answer is right" aria-pressed={value === 1} onClick={() => void rate(1)}>
          <UpIcon />
        </IconButton>
        <IconButton label="The answer is wrong" aria-pressed={value === -1} onClick={() => void rate(-1)}>
          <DownIcon />
        </IconButton>
      </span>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen((shown) => !shown)}
        className="inline-flex min-h-8 items-center rounded-md px-2 text-[13px] text-soft hover:bg-raised hover:text-ink aria-expanded:bg-raised aria-expanded:text-ink"
      >
        Say more
      </button>
      {error && <Problem error={error} />}
      {isOpen && <FeedbackForm answer={answer} />}
    </>
  );
}

/** Calls once when the element comes into sight: a long conversation asks for what is looked at only. */
function useOnceSeen(at: RefObject<HTMLElement | null>, isDone: boolean, tell: () => void) {
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(() => {
    if (isDone || !at.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      latest.current();
    });
    observer.observe(at.current);
    return () => observer.disconnect();
  }, [at, isDone]);
}
