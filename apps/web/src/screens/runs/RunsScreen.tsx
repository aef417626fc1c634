"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { RunFilters } from "@/features/runs/RunFilters";
import { RunList } from "@/features/runs/RunList";
import { RunPanel } from "@/features/runs/RunPanel";
import { KINDS, STATES, type AnyRun, type Filter, type RunKind } from "@/features/runs/runs";
import { ThoughtPanel } from "@/features/runs/thoughts/ThoughtPanel";
import { runsAddress } from "@/lib/routes";

/** `/runs?repo=&state=&kind=&run=&of=`: all that was and is done in the background, and one of it opened. */
export function RunsScreen() {
  const router = useRouter();
  const query = useSearchParams();
  const filter: Filter = {
    repo: query.get("repo"),
    state: readOne(query.get("state"), STATES),
    kind: readOne(query.get("kind"), KINDS),
  };
  const opened = query.get("run");
  const isThought = (query.get("of") ?? filter.kind) === "thought";
  const { repo, state, kind } = filter;
  const open = useCallback(
    (run: string | null, of: RunKind | null = null) => router.replace(addressOf({ repo, state, kind }, run, of), { scroll: false }),
    [router, repo, state, kind],
  );
  const close = useCallback(() => open(null), [open]);
  const addressTo = (each: AnyRun) => addressOf(filter, each.run.id, each.kind);

  return (
    <div className={`grid min-h-dvh ${opened ? "lg:grid-cols-[minmax(0,1fr)_minmax(0,34rem)]" : ""}`}>
      <main className="mx-auto w-full max-w-[100rem] min-w-0 space-y-4 px-4 py-6">
        <header>
          <h1 className="text-xl font-semibold tracking-tight">Runs</h1>
          <p className="mt-0.5 text-[13px] text-soft">What is done in the background, and how it went.</p>
        </header>
        <RunFilters
          filter={filter}
          onFilter={(chosen) => router.replace(addressOf(chosen, opened, isThought ? "thought" : null), { scroll: false })}
        />
        <RunList key={`${state} ${kind} ${repo ?? ""}`} filter={filter} opened={opened} address={addressTo} />
      </main>
      {opened && isThought && <ThoughtPanel key={opened} id={opened} onClose={close} />}
      {opened && !isThought && <RunPanel key={opened} id={opened} onClose={close} onStarted={open} />}
    </div>
  );
}

/** `of` says of which kind the opened run is. */
function addressOf({ repo, state, kind }: Filter, run: string | null, of: RunKind | null): string {
  return runsAddress({
    repo,
    state: state === "all" ? null : state,
    kind: kind === "all" ? null : kind,
    run,
    of: run && of === "thought" ? of : null,
  });
}

function readOne<Name extends string>(text: string | null, known: Record<Name, unknown>): Name | "all" {
  return text !== null && Object.hasOwn(known, text) ? (text as Name) : "all";
}
