"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useState } from "react";
import { StoredAnswer } from "@/features/chat/StoredAnswer";
import { CodePanel } from "@/features/code/CodePanel";
import { early } from "@/features/code/viewer/early";
import type { Citation } from "@/lib/api";
import { answerAddress } from "@/lib/routes";

const WhyPanel = dynamic(() => import("@/features/why/WhyPanel").then((module) => module.WhyPanel), { ssr: false });

/** `/answer?id=`: one stored answer under an address of its own; with `&why=1` beside it why it says what it says. */
export function AnswerScreen() {
  const router = useRouter();
  const query = useSearchParams();
  const id = query.get("id");
  const isWhy = query.get("why") === "1";
  const [opened, setOpened] = useState<Citation | null>(null);
  const close = useCallback(() => setOpened(null), []);
  const showWhy = useCallback(
    (why: boolean) => {
      setOpened(null);
      if (id) router.replace(answerAddress(id, { why }), { scroll: false });
    },
    [router, id],
  );
  const closeWhy = useCallback(() => showWhy(false), [showWhy]);
  const isBeside = opened !== null || (id !== null && isWhy);
  return (
    <div {...early} className={`grid min-h-dvh ${isBeside ? "lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]" : ""}`}>
      <div className="mx-auto w-full max-w-4xl min-w-0">
        <header className="sticky top-0 z-10 flex items-center justify-between gap-3 border-b border-line bg-page px-4 py-2.5 text-sm">
          <h1 className="sr-only">Answer</h1>
          <Link href="/chat" className="text-accent hover:underline">
            Ask a question
          </Link>
          {id && (
            <button type="button" className="rounded text-accent hover:underline" onClick={() => showWhy(true)}>
              Why this answer?
            </button>
          )}
        </header>
        <main id="main" tabIndex={-1} className="px-3 py-4 sm:px-4">
          {id ? (
            <StoredAnswer key={id} answer={id} onOpen={setOpened} />
          ) : (
            <p className="text-soft">This address names no answer: it needs id=.</p>
          )}
        </main>
      </div>
      {opened ? (
        <CodePanel place={opened} onClose={close} />
      ) : (
        id && isWhy && <WhyPanel answer={id} onClose={closeWhy} />
      )}
    </div>
  );
}
