"use client";

import { useState, type FormEvent } from "react";
import type { ApiError, Feedback } from "@/lib/api";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { CloseIcon } from "@/ui/icons";
import { Problem } from "@/ui/Problem";
import { useFeedback } from "./FeedbackContext";

const COMMENT_CHARS_MAX = 4_000;
const FIELD = "min-h-8 rounded-md border border-line bg-page px-2 text-[13px] placeholder:text-soft";
const PLACE = /^(?:(?<repo>[^:]+):)?(?<path>.+):(?<start>\d+)-(?<end>\d+)$/;

/** A comment, and the places that would have been right. What is there already can be changed and taken back. */
export function FeedbackForm({ answer }: { answer: string }) {
  const { said } = useFeedback(answer);
  const places = said.filter((each) => each.kind === "place" && each.value !== 0);
  return (
    <div className="order-last w-full space-y-3 px-2 py-2 text-[13px]">
      <CommentForm key={said.find((each) => each.kind === "comment")?.updated_at} answer={answer} />
      <PlaceForm answer={answer} />
      {places.length > 0 && (
        <ul aria-label="Right places" className="space-y-1">
          {places.map((place) => (
            <SaidPlace key={place.id} answer={answer} place={place} />
          ))}
        </ul>
      )}
    </div>
  );
}

function CommentForm({ answer }: { answer: string }) {
  const { find, give } = useFeedback(answer);
  const before = find("comment");
  const kept = before && before.value !== 0 ? before.comment : "";
  const [comment, setComment] = useState(kept);
  const [error, setError] = useState<ApiError | null>(null);
  const isChanged = comment.trim() !== kept;

  async function submit(event: FormEvent) {
    event.preventDefault();
    const text = comment.trim();
    setError(await give({ answer_id: answer, kind: "comment", value: text ? 1 : 0, comment: text }));
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-2">
      <label className="min-w-0 flex-1 basis-56">
        <span className="mb-1 block text-soft">What is right or wrong about it</span>
        <textarea
          rows={2}
          maxLength={COMMENT_CHARS_MAX}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
          className={`${FIELD} field-sizing-content max-h-40 w-full py-1.5`}
        />
      </label>
      <Button type="submit" disabled={!isChanged}>
        {kept && !isChanged ? "Kept" : kept ? "Change" : "Send"}
      </Button>
      {error && <Problem error={error} />}
    </form>
  );
}

function PlaceForm({ answer }: { answer: string }) {
  const { give } = useFeedback(answer);
  const [path, setPath] = useState("");
  const [lines, setLines] = useState("");
  const [error, setError] = useState<ApiError | null>(null);
  const range = readLines(lines);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!range) return;
    const place = { path: path.trim(), start_line: range.start, end_line: range.end };
    const problem = await give({ answer_id: answer, kind: "place", value: 1, place, comment: "" });
    setError(problem);
    if (problem) return;
    setPath("");
    setLines("");
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-2">
      <label className="min-w-0 flex-1 basis-48">
        <span className="mb-1 block text-soft">The right place was</span>
        <input
          value={path}
          onChange={(event) => setPath(event.target.value)}
          placeholder="src/path/file.py"
          autoComplete="off"
          spellCheck={false}
          className={`${FIELD} w-full font-mono`}
        />
      </label>
      <label>
        <span className="mb-1 block text-soft">Lines</span>
        <input
          value={lines}
          onChange={(event) => setLines(event.target.value)}
          placeholder="10-20"
          inputMode="numeric"
          autoComplete="off"
          className={`${FIELD} w-24 font-mono`}
        />
      </label>
      <Button type="submit" disabled={!path.trim() || !range}>
        Add
      </Button>
      {error && <Problem error={error} />}
    </form>
  );
}

function SaidPlace({ answer, place }: { answer: string; place: Feedback }) {
  const { give } = useFeedback(answer);
  const found = PLACE.exec(place.target)?.groups;

  function takeBack() {
    if (!found) return;
    const lines = { start_line: Number(found["start"]), end_line: Number(found["end"]) };
    const at = { path: found["path"] ?? "", ...lines, ...(found["repo"] ? { repo: found["repo"] } : {}) };
    void give({ answer_id: answer, kind: "place", value: 0, place: at, comment: "" });
  }

  return (
    <li className="flex items-center gap-1 font-mono wrap-anywhere">
      {place.target}
      <IconButton label={`Take back ${place.target}`} onClick={takeBack}>
        <CloseIcon />
      </IconButton>
    </li>
  );
}

/** "12" or "12-20". */
function readLines(text: string): { start: number; end: number } | null {
  const found = /^\s*(\d{1,9})\s*(?:[-–]\s*(\d{1,9})\s*)?$/.exec(text);
  if (!found) return null;
  const start = Number(found[1]);
  const end = Number(found[2] ?? found[1]);
  return start >= 1 && end >= start ? { start, end } : null;
}
