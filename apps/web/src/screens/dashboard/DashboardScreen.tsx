"use client";

import { useState } from "react";
import { ConnectBox } from "@/features/repos/ConnectBox";
import { useOverview } from "@/features/repos/useOverview";
import { useKeys } from "@/lib/keys";
import { useStoredText } from "@/lib/useStored";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { PlusIcon } from "@/ui/icons";
import { Problem } from "@/ui/Problem";
import { AskLine } from "./AskLine";
import { CostToday } from "./CostToday";
import { FirstRun } from "./FirstRun";
import { LastInsights } from "./LastInsights";
import { RepoGrid } from "./RepoGrid";

/** The whole of `/`: ask, what is connected and how fresh it is, what was used today. */
export function DashboardScreen() {
  const { overview, error, runs, skewMs } = useOverview();
  const [isConnecting, setConnecting] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  const [, remember] = useStoredText("repo");
  useKeys({ c: { does: "Connect a repository", run: () => setConnecting(true), group: "Dashboard" } });

  function note(name: string) {
    setConnecting(false);
    setFresh(name);
    remember(name);
  }

  const indexed = overview?.repos.filter((repo) => repo.latest !== null) ?? [];
  if (overview?.repos.length === 0) {
    return (
      <main className="px-4">
        <FirstRun onConnected={note} />
      </main>
    );
  }
  return (
    <main className="mx-auto max-w-[110rem] space-y-6 px-4 py-6 sm:px-6 lg:py-8">
      <h1 className="sr-only">Dashboard</h1>
      {error && !overview && <Problem error={error} />}
      {overview && (
        <>
          <AskLine repos={indexed} takesFocus={indexed.some((repo) => repo.name === fresh)} />
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
            <section aria-labelledby="repositories" className="min-w-0 space-y-3">
              <div className="flex items-center justify-between gap-3">
                <h2 id="repositories" className="text-sm font-semibold">
                  {overview.repos.length.toLocaleString("en")} {overview.repos.length === 1 ? "repository" : "repositories"}
                </h2>
                <Button className="inline-flex items-center gap-1.5" onClick={() => setConnecting(true)}>
                  <PlusIcon /> Connect a repository
                </Button>
              </div>
              <RepoGrid overview={overview} runs={runs} skewMs={skewMs} />
            </section>
            <aside aria-label="Today" className="grid gap-3 sm:grid-cols-2 xl:grid-cols-1">
              <CostToday overview={overview} />
              <LastInsights />
            </aside>
          </div>
        </>
      )}
      <Dialog isOpen={isConnecting} onClose={() => setConnecting(false)} title="Connect a repository" size="wide">
        <ConnectBox onConnected={note} hasFocus />
      </Dialog>
    </main>
  );
}
