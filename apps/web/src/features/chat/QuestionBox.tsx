"use client";

import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { Button } from "@/ui/Button";

const CHARS_MAX = 20_000;

interface Props {
  busy: boolean;
  disabled: boolean;
  onAsk: (question: string) => void;
  onStop: () => void;
}

export function QuestionBox({ busy, disabled, onAsk, onStop }: Props) {
  const [question, setQuestion] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const ready = !disabled && !busy && question.trim() !== "";

  useEffect(() => {
    if (!disabled) box.current?.focus();
  }, [disabled]);

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!ready) return;
    onAsk(question.trim());
    setQuestion("");
  }

  function sendOnEnter(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  }

  return (
    <form
      onSubmit={submit}
      className="flex items-end gap-2 rounded-xl border border-line bg-panel p-2 shadow-sm focus-within:border-accent"
    >
      <label htmlFor="question" className="sr-only">
        Question
      </label>
      <textarea
        id="question"
        ref={box}
        rows={1}
        maxLength={CHARS_MAX}
        value={question}
        disabled={disabled}
        onChange={(event) => setQuestion(event.target.value)}
        onKeyDown={sendOnEnter}
        placeholder={disabled ? "Choose an indexed repository first" : "Ask about the code"}
        className="field-sizing-content max-h-48 min-h-9 min-w-0 flex-1 resize-none bg-transparent px-2 py-1.5 outline-none placeholder:text-soft"
      />
      {busy ? (
        <Button onClick={onStop}>Stop</Button>
      ) : (
        <Button type="submit" look="main" disabled={!ready}>
          Ask
        </Button>
      )}
    </form>
  );
}
