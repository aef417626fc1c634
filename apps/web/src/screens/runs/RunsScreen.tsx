"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { RunFilters } from "@/features/runs/RunFilters";
import { RunList } from "@/features/runs/RunList";
import { RunPanel } from "@/features/runs/RunPanel";
import { STATES, type Filter, type RunState } from "@/features/runs/runs";
import { runsAddress } from "@/lib/routes";

/** `/runs?repo=&state=&run=`: all that was and is done in the background, and one of it opened. */
export function RunsScreen() {
  const router = useRouter();
  const query = useSearchParams();
  const filter: Filter = { repo: query.get("repo"), state: readState(query.get("state")) };
  const opened = query.get("run");
  const { repo, state } = filter;
  const addressOf = (run: string | null, at: Filter) =>
    runsAddress({ repo: at.repo, state: at.state === "all" ? null : at.state, run });
  const open = useCallback(
    (run: string | null) => router.replace(addressOf(run, { repo, state }), { scroll: false }),
    [router, repo, state],
  );
  const close = useCallback(() => open(null), [open]);

  return (
    <div className={`grid min-h-dvh ${opened ? "lg:grid-cols-[minmax(0,1fr)_minmax(0,34rem)]" : ""}`}>
      <main className="mx-auto w-full max-w-[100rem] min-w-0 space-y-4 px-4 py-6">
        <header>
          <h1 className="text-xl font-semibold tracking-tight">Runs</h1>
          <p className="mt-0.5 text-[13px] text-soft">What is done in the background, and how it went.</p>
        </header>
        <RunFilters filter={filter} onFilter={(chosen) => router.replace(addressOf(opened, chosen), { scroll: false })} />
        <RunList key={`${state} ${repo ?? ""}`} filter={filter} opened={opened} address={(run) => addressOf(run, filter)} />
      </main>
      {opened && <RunPanel key={opened} id={opened} onClose={close} onStarted={open} />}
    </div>
  );
}

function readState(text: string | null): RunState {
  return text !== null && Object.hasOwn(STATES, text) ? (text as RunState) : "all";
}
