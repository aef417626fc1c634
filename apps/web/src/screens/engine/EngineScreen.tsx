"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { ArmTable } from "@/features/engine/ArmTable";
import { EngineView } from "@/features/engine/EngineView";
import { useEngine } from "@/features/engine/useEngine";
import { useGet } from "@/lib/query";
import { runsAddress, screenAddress } from "@/lib/routes";
import { QUIET } from "@/ui/IconButton";
import { RunsIcon } from "@/ui/icons";
import { Problem } from "@/ui/Problem";

/** `/engine?repo=`: what runs, what waits and why, what is left of the budgets, and how to stop it. */
export function EngineScreen() {
  const repo = useSearchParams().get("repo");
  const router = useRouter();
  const { status, error } = useEngine(repo);
  const { data } = useGet("/repos", {});
  return (
    <main className="mx-auto w-full max-w-[90rem] space-y-5 px-4 py-6">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div>
          <h1 className="text-xl font-semibold tracking-tight">Engine</h1>
          <p className="mt-0.5 text-[13px] text-soft">What thinks in the background, what waits and why, and what is left for today.</p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Link href={runsAddress({ repo, kind: "thought" })} className={QUIET}>
            <RunsIcon /> All runs
          </Link>
          <select
            aria-label="Repository"
            value={repo ?? ""}
            onChange={(event) => router.replace(screenAddress("engine", event.target.value || null), { scroll: false })}
            className="min-h-9 max-w-64 min-w-0 truncate rounded-lg border border-line bg-panel px-2 text-[13px]"
          >
            <option value="">All repositories</option>
            {data?.repos.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
      </header>
      {error && <Problem error={error} />}
      {!status && !error && <p role="status" className="text-[13px] text-soft">Loading</p>}
      {status && <EngineView status={status} />}
      <ArmTable />
    </main>
  );
}
