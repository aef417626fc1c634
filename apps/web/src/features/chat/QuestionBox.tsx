"use client";

import { useEffect, useRef, type FormEvent, type KeyboardEvent } from "react";
import { useKeys } from "@/lib/keys";
import type { Focus } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { FocusChip } from "./FocusChip";
import { ModePicker } from "./ModePicker";
import { ScopeHints } from "./ScopeHints";
import type { AskOptions } from "./useOptions";

const CHARS_MAX = 20_000;

interface Props {
  question: string;
  repo: string | null;
  /** The lines that the question is about. */
  focus: Focus | null;
  busy: boolean;
  disabled: boolean;
  hasModel: boolean;
  options: AskOptions;
  onQuestion: (question: string) => void;
  onUnfocus: () => void;
  onAsk: (question: string) => void;
  onStop: () => void;
}

export function QuestionBox(props: Props) {
  const { question, busy, disabled, hasModel, options, onQuestion, onAsk, onStop } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const ready = !disabled && !busy && question.trim() !== "";

  useEffect(() => {
    if (!disabled) box.current?.focus({ preventScroll: true });
  }, [disabled]);
  useKeys({
    "/": { does: "Write a question", run: () => box.current?.focus(), group: "Chat" },
    ...(busy ? { Escape: { does: "Stop the answer", run: onStop, group: "Chat" } } : {}),
  });

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!ready) return;
    onAsk(question.trim());
    onQuestion("");
  }

  function sendOnEnter(event: KeyboardEvent) {
    if (event.key === "Escape" && busy) onStop();
    else if (event.key === "Escape") box.current?.blur();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  }

  function insert(mark: string) {
    onQuestion(question && !question.endsWith(" ") ? `${question} ${mark}` : question + mark);
    box.current?.focus();
  }

  return (
    <form onSubmit={submit} className="@container rounded-lg border border-line bg-panel shadow-sm focus-within:border-accent">
      <label htmlFor="question" className="sr-only">
        Question
      </label>
      {props.focus && (
        <p className="px-2 pt-2">
          <FocusChip focus={props.focus} repo={props.repo} onRemove={props.onUnfocus} />
        </p>
      )}
      <div className="flex items-end gap-2 pt-2 pr-2">
        <textarea
          id="question"
          ref={box}
          rows={1}
          maxLength={CHARS_MAX}
          value={question}
          disabled={disabled}
          onChange={(event) => onQuestion(event.target.value)}
          onKeyDown={sendOnEnter}
          placeholder={disabled ? "Choose an indexed repository first" : props.focus ? "Ask about these lines" : "Ask about the code"}
          className="field-sizing-content block max-h-48 min-h-9 min-w-0 flex-1 resize-none bg-transparent px-3 py-1.5 leading-6 outline-none placeholder:text-soft"
        />
        {busy ? (
          <Button onClick={onStop}>Stop</Button>
        ) : (
          <Button type="submit" look="main" disabled={!ready}>
            Ask
          </Button>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-2 pt-1 pb-2">
        <ModePicker {...options} hasModel={hasModel} />
        <ScopeHints onInsert={insert} disabled={disabled} />
      </div>
    </form>
  );
}
