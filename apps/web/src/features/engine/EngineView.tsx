"use client";

import Link from "next/link";
import { formatCount } from "@/lib/format";
import { dashboardAddress, settingsAddress } from "@/lib/routes";
import type { EngineStatus } from "@/lib/thinking";
import { Gauges } from "./Gauges";
import { RepoEngine } from "./RepoEngine";
import { tellAmounts } from "./words";

/** The engine: what holds for everything, and each repository. */
export function EngineView({ status }: { status: EngineStatus }) {
  return (
    <div className="space-y-5">
      <section aria-label="Everything" className="space-y-4 rounded-xl border border-line bg-panel p-4">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
          <div role="status">
            <p className="text-lg font-semibold">{describe(status)}</p>
            <p className="text-[13px] text-soft">
              {formatCount(status.workers, "worker")}, {formatCount(status.slots, "run")} at once at most. Used today: {tellAmounts(status.tenant.spend_today)}.
            </p>
          </div>
          <Link
            href={settingsAddress("kill-switch")}
            className={`inline-flex min-h-9 items-center rounded-lg border px-3.5 text-sm font-medium ${status.kill_switch.on ? "border-mark-edge bg-mark" : "border-line bg-panel hover:bg-raised"}`}
          >
            {status.kill_switch.on ? "Kill switch is on" : "Kill switch"}
          </Link>
        </div>
        {status.tenant.buckets.length > 0 && <Gauges buckets={status.tenant.buckets} label="Budgets of all repositories together" />}
      </section>
      {status.repos.map((repo) => (
        <RepoEngine key={repo.repo_id} repo={repo} />
      ))}
      {status.repos.length === 0 && (
        <p className="rounded-lg border border-dashed border-line px-6 py-10 text-center text-[13px] text-soft">
          No repository is connected.{" "}
          <Link href={dashboardAddress()} className="text-accent underline underline-offset-2">
            Connect one
          </Link>{" "}
          and switch thinking on for it.
        </p>
      )}
      {status.is_cut && <p className="text-[13px] text-soft">There are more repositories. Choose one above to see it.</p>}
    </div>
  );
}

function describe(status: EngineStatus): string {
  if (status.kill_switch.on) return "Stopped by the kill switch";
  if (!status.is_enabled) return "Thinking is switched off for this installation";
  if (status.workers === 0) return "No worker is there to think";
  if (status.running_count > 0) return `${formatCount(status.running_count, "run")} now, ${status.waiting_count.toLocaleString("en")} waiting`;
  return status.waiting_count > 0 ? `Nothing runs, ${status.waiting_count.toLocaleString("en")} waiting` : "Idle: nothing runs, nothing waits";
}
