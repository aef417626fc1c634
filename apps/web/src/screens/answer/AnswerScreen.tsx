"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useCallback, useState } from "react";
import { StoredAnswer } from "@/features/chat/StoredAnswer";
import { CodePanel } from "@/features/code/CodePanel";
import type { Citation } from "@/lib/api";

/** `/answer?id=`: one stored answer under an address of its own, as a report of a watched question links it. */
export function AnswerScreen() {
  const id = useSearchParams().get("id");
  const [opened, setOpened] = useState<Citation | null>(null);
  const close = useCallback(() => setOpened(null), []);
  return (
    <div className={`grid min-h-dvh ${opened ? "lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]" : ""}`}>
      <div className="mx-auto w-full max-w-4xl min-w-0">
        <header className="sticky top-0 z-10 border-b border-line bg-page px-4 py-2.5">
          <h1 className="sr-only">Answer</h1>
          <Link href="/chat" className="text-sm text-accent hover:underline">
            Ask a question
          </Link>
        </header>
        <main id="main" tabIndex={-1} className="px-3 py-4 sm:px-4">
          {id ? (
            <StoredAnswer key={id} answer={id} onOpen={setOpened} />
          ) : (
            <p className="text-soft">This address names no answer: it needs id=.</p>
          )}
        </main>
      </div>
      {opened && <CodePanel place={opened} onClose={close} />}
    </div>
  );
}
