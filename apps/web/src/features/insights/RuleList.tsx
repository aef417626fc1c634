"use client";

import { useState } from "react";
import { api, call, type ApiError } from "@/lib/api";
import { useChange, useGet } from "@/lib/query";
import type { Rule } from "@/lib/thinking";
import { Problem } from "@/ui/Problem";

const STATES: Record<Rule["state"], string> = { active: "Active", shadow: "In the shadow", off: "Off" };

/** Rules that people voted on, with what became of each. Twenty votes with more than one in ten against put one away. */
export function RuleList({ repo }: { repo: string | null }) {
  const { data, error } = useGet("/insights/rules", { params: { query: repo ? { repo } : {} } });
  if (error) return <Problem error={error} />;
  if (!data) return null;
  return (
    <section aria-labelledby="rules" className="space-y-2">
      <h2 id="rules" className="font-semibold">
        Rules
      </h2>
      <p className="max-w-prose text-[13px] text-soft">
        A rule that more than one in ten found not useful, over twenty votes, goes to the shadow by itself: its findings are kept and not shown.
      </p>
      {data.rules.length === 0 ? (
        <p className="text-[13px] text-soft">No rule was voted on yet.</p>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-panel text-[13px]">
          {data.rules.map((rule) => (
            <RuleRow key={rule.rule} rule={rule} />
          ))}
        </ul>
      )}
    </section>
  );
}

function RuleRow({ rule }: { rule: Rule }) {
  const [error, setError] = useState<ApiError | null>(null);
  const { change, isBusy } = useChange(
    (state: Rule["state"]) => call(api.PUT("/insights/rules/{rule}", { params: { path: { rule: rule.rule } }, body: { state } })),
    ["/insights/rules", "/insights"],
  );
  return (
    <li className="space-y-1 px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="min-w-0 flex-1 basis-48 font-mono text-xs wrap-anywhere">{rule.rule}</span>
        <span className="text-soft tabular-nums">
          {rule.useful} useful, {rule.not_useful} not
        </span>
        <select
          aria-label={`State of ${rule.rule}`}
          value={rule.state}
          disabled={isBusy}
          onChange={(event) => void change(event.target.value as Rule["state"]).then((told) => setError(told.error))}
          className="min-h-8 rounded-md border border-line bg-panel px-2"
        >
          {Object.entries(STATES).map(([state, label]) => (
            <option key={state} value={state}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {error && <Problem error={error} />}
    </li>
  );
}
