import { useEffect, useRef } from "react";
import type { Citation } from "@/lib/api";
import { Problem } from "@/ui/Problem";
import { AnswerView } from "./AnswerView";
import { explain, readText, type ChatMessage } from "./messages";

interface Props {
  messages: ChatMessage[];
  busy: boolean;
  error: Error | undefined;
  onOpen: (citation: Citation) => void;
}

export function Conversation({ messages, busy, error, onOpen }: Props) {
  const asked = useRef<HTMLHeadingElement>(null);
  const questions = messages.filter((message) => message.role === "user").length;
  const last = messages.at(-1);
  const told = last?.parts.some((part) => part.type === "data-error") ?? false;

  useEffect(() => {
    asked.current?.scrollIntoView({ block: "start" });
  }, [questions]);

  return (
    <div className="space-y-5" aria-live="polite" aria-busy={busy}>
      {messages.map((message, index) =>
        message.role === "user" ? (
          <h2
            key={message.id}
            ref={index >= messages.length - 2 ? asked : undefined}
            className="scroll-mt-24 text-lg font-semibold wrap-anywhere"
          >
            {readText(message)}
          </h2>
        ) : (
          <AnswerView key={message.id} message={message} onOpen={onOpen} />
        ),
      )}
      {busy && last?.role === "user" && <p className="text-sm text-soft">Searching the code</p>}
      {error && !told && <Problem error={explain(error)} />}
    </div>
  );
}
