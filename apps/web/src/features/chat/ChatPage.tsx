"use client";

import { useChat } from "@ai-sdk/react";
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useState } from "react";
import { CodePanel } from "@/features/code/CodePanel";
import { ConnectForm } from "@/features/repos/ConnectForm";
import { RepoPicker } from "@/features/repos/RepoPicker";
import { RepoState } from "@/features/repos/RepoState";
import { useRepos } from "@/features/repos/useRepos";
import type { Citation, Repo } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { Conversation } from "./Conversation";
import { transport, type ChatMessage } from "./messages";
import { QuestionBox } from "./QuestionBox";

const EXAMPLES = ["What does this project do?", "Where is the configuration read?", "How are errors handled?"];

/** The whole of `/`: choose or connect a repository, ask, read, open what is cited. */
export function ChatPage() {
  const router = useRouter();
  const { repos, error: reposError, reload } = useRepos();
  const wanted = useSearchParams().get("repo");
  const repo = findRepo(repos, wanted);
  const [connecting, setConnecting] = useState(false);
  const [opened, setOpened] = useState<Citation | null>(null);
  const { messages, sendMessage, setMessages, status, stop, error } = useChat<ChatMessage>({ transport });
  const busy = status === "submitted" || status === "streaming";

  const choose = useCallback(
    (name: string) => {
      router.replace(`/?repo=${encodeURIComponent(name)}`, { scroll: false });
      setMessages([]);
      setOpened(null);
    },
    [router, setMessages],
  );
  const finishIndexing = useCallback(
    (name: string) => {
      void reload().then(() => choose(name));
      setConnecting(false);
    },
    [reload, choose],
  );
  const reloadRepos = useCallback(() => void reload(), [reload]);
  const ask = (question: string) => {
    if (repo) void sendMessage({ text: question }, { body: { repo: repo.name } });
  };

  const isEmpty = repos !== null && repos.length === 0;
  return (
    <div className={`mx-auto grid min-h-dvh ${opened ? "lg:grid-cols-2" : "max-w-3xl"}`}>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-10 border-b border-line bg-page/95 px-4 py-2.5 backdrop-blur">
          <div className="flex items-center gap-3">
            <h1 className="text-base font-semibold tracking-tight">repochat</h1>
            {repos && repos.length > 0 && (
              <RepoPicker repos={repos} chosen={repo?.name ?? null} onChoose={choose} />
            )}
            {!isEmpty && (
              <Button
                className="ml-auto shrink-0"
                aria-expanded={connecting}
                onClick={() => setConnecting((shown) => !shown)}
              >
                {connecting ? "Close" : "Connect"}
                <span className="sr-only sm:not-sr-only"> {connecting ? "" : "a repository"}</span>
              </Button>
            )}
          </div>
          {repo && <RepoState key={repo.id} repo={repo} onIndexed={reloadRepos} />}
        </header>
        <main className="flex flex-1 flex-col gap-5 px-4 py-5">
          {reposError && <Problem error={reposError} />}
          {(isEmpty || connecting) && (
            <section aria-label="Connect a repository" className="rounded-xl border border-line bg-panel p-4">
              <ConnectForm onIndexed={finishIndexing} />
            </section>
          )}
          {messages.length === 0 ? (
            <Welcome ready={repo?.latest != null} onAsk={ask} />
          ) : (
            <Conversation messages={messages} busy={busy} error={error} onOpen={setOpened} />
          )}
        </main>
        <footer className="sticky bottom-0 bg-page/95 px-4 pt-2 pb-4 backdrop-blur">
          <QuestionBox busy={busy} disabled={!repo?.latest} onAsk={ask} onStop={() => void stop()} />
        </footer>
      </div>
      {opened && <CodePanel citation={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

/** The one in the address; else the first that can be asked. */
function findRepo(repos: Repo[] | null, wanted: string | null): Repo | undefined {
  if (wanted) return repos?.find((repo) => repo.name === wanted || repo.id === wanted);
  return repos?.find((repo) => repo.latest !== null) ?? repos?.[0];
}

function Welcome({ ready, onAsk }: { ready: boolean; onAsk: (question: string) => void }) {
  return (
    <section className="my-auto space-y-4 py-8">
      <h2 className="text-2xl font-semibold tracking-tight text-balance">Ask the code, check the answer</h2>
      <p className="max-w-prose text-soft">
        Every statement is checked against the lines that it cites, at one commit. Open a citation to read them.
      </p>
      {ready && (
        <div className="flex flex-wrap gap-2">
          {EXAMPLES.map((example) => (
            <Button key={example} onClick={() => onAsk(example)}>
              {example}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
