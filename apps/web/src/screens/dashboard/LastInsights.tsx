"use client";

import Link from "next/link";
import { useGet } from "@/lib/query";
import { insightsAddress, screenAddress } from "@/lib/routes";
import { useThinkingEvents } from "@/lib/thinkingEvents";
import { SeverityMark } from "@/ui/SeverityMark";

const SHOWN = 5;

/** What thinking found last that is worth a look; what only waits is counted. */
export function LastInsights() {
  const { data } = useGet("/insights", { params: { query: { filter: "open", limit: SHOWN } } });
  useThinkingEvents(["/insights"]);
  const waiting = data?.counts.waiting ?? 0;
  return (
    <section aria-labelledby="insights" className="space-y-2 rounded-xl border border-line bg-panel p-4">
      <h2 id="insights" className="flex items-baseline justify-between text-sm font-semibold">
        Last insights
        <Link href={screenAddress("insights", null)} className="text-xs font-normal text-soft hover:text-ink hover:underline">
          All insights
        </Link>
      </h2>
      {data && data.insights.length > 0 && (
        <ul className="space-y-2 text-[13px]">
          {data.insights.map((insight) => (
            <li key={insight.id} className="relative">
              <Link href={insightsAddress({ repo: insight.repo, insight: insight.id })} className="line-clamp-2 leading-5 wrap-anywhere after:absolute after:inset-0 hover:underline">
                {insight.title}
              </Link>
              <span className="flex items-center gap-2 text-xs text-soft">
                <SeverityMark severity={insight.severity} />
                <span className="truncate">{insight.repo}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {data && data.insights.length === 0 && (
        <p className="text-[13px] text-soft">
          None yet.{" "}
          <Link href={screenAddress("engine", null)} className="underline underline-offset-2">
            The engine
          </Link>{" "}
          looks between your questions, where thinking is on.
        </p>
      )}
      {waiting > 0 && (
        <p className="text-xs text-soft">
          <Link href={insightsAddress({ repo: null, filter: "waiting" })} className="underline underline-offset-2">
            {waiting.toLocaleString("en")} waiting
          </Link>
        </p>
      )}
    </section>
  );
}
