"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { Starters } from "@/features/repos/Starters";
import type { RepoOverview } from "@/features/repos/useOverview";
import { useKeys } from "@/lib/keys";
import { chatAddress } from "@/lib/routes";
import { useStoredText } from "@/lib/useStored";
import { Button } from "@/ui/Button";

/** A question, asked right here; the answer is written on the chat screen. `repos` are those that are indexed. */
export function AskLine({ repos, takesFocus }: { repos: RepoOverview[]; takesFocus: boolean }) {
  const router = useRouter();
  const field = useRef<HTMLInputElement>(null);
  const [question, setQuestion] = useState("");
  const [last, remember] = useStoredText("repo");
  const repo = repos.find((each) => each.name === last) ?? repos[0];
  useKeys({ "/": { does: "Ask a question", run: () => field.current?.focus(), group: "Dashboard" } });
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);
  if (!repo) return null;

  function ask(text: string) {
    if (repo && text.trim()) router.push(chatAddress({ repo: repo.name, ask: text.trim(), sends: true }));
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    ask(question);
  }

  return (
    <section aria-label="Ask" className="space-y-3">
      <form
        onSubmit={submit}
        className="flex flex-wrap items-stretch gap-2 rounded-xl border border-line bg-panel p-2 shadow-xs focus-within:border-accent"
      >
        <select
          aria-label="Repository to ask about"
          value={repo.name}
          onChange={(event) => remember(event.target.value)}
          className="max-w-full min-w-0 truncate rounded-lg bg-raised px-2 text-sm font-medium max-sm:min-h-9 max-sm:w-full sm:max-w-64"
        >
          {repos.map((each) => (
            <option key={each.id} value={each.name}>
              {each.name}
            </option>
          ))}
        </select>
        <input
          ref={field}
          aria-label="Question"
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
          placeholder="Ask how something works, where it is, or why"
          autoComplete="off"
          className="min-h-10 min-w-0 flex-1 basis-56 rounded-lg bg-transparent px-2 text-[15px] outline-none placeholder:text-soft"
        />
        <Button type="submit" look="main" disabled={!question.trim()}>
          Ask
        </Button>
      </form>
      <Starters repo={repo.name} revision={repo.latest?.sha ?? ""} onAsk={ask} />
    </section>
  );
}
