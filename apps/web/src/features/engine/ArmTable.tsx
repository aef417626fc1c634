"use client";

import { useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";

/** What each kind of thought at each size has been worth, and how often it is chosen. */
export function ArmTable() {
  const { data, error } = useGet("/learning/arms", {});
  if (error) return <Problem error={error} />;
  if (!data) return null;
  const most = Math.max(1e-9, ...data.arms.map((arm) => arm.high));
  return (
    <section aria-labelledby="arms" className="space-y-2">
      <h2 id="arms" className="font-semibold">
        What it has learned
      </h2>
      <p className="max-w-prose text-[13px] text-soft">
        What a minute of processor time gave, by thought and size: what people found useful counts. Every choice keeps at
        least one chance in twenty, so that nothing is given up for good.
      </p>
      {data.arms.length === 0 ? (
        <p className="text-[13px] text-soft">Nothing yet: it learns from runs that have ended.</p>
      ) : (
        <div className="overflow-x-auto rounded-lg border border-line bg-panel" tabIndex={0} role="region" aria-label="Table of what it has learned">
          <table className="w-full text-[13px] [&_td]:px-3 [&_td]:py-1.5 [&_th]:px-3 [&_th]:py-1.5">
            <thead>
              <tr className="border-b border-line text-left text-xs text-soft">
                <th scope="col">Thought</th>
                <th scope="col">Size</th>
                <th scope="col" className="text-right">
                  Runs
                </th>
                <th scope="col">Worth a minute, with its 90 % interval</th>
                <th scope="col" className="text-right">
                  Chosen
                </th>
              </tr>
            </thead>
            <tbody>
              {data.arms.map((arm) => (
                <tr key={`${arm.thought} ${arm.level}`} className="border-b border-line last:border-b-0">
                  <th scope="row" className="text-left font-medium">
                    {arm.thought}
                  </th>
                  <td>{arm.level}</td>
                  <td className="text-right tabular-nums">{arm.pulls.toFixed(1)}</td>
                  <td>
                    <span className="flex items-center gap-3">
                      <span aria-hidden="true" className="relative h-2 w-32 shrink-0 rounded-full bg-raised">
                        <span
                          className="absolute inset-y-0 rounded-full bg-accent/50"
                          style={{ left: `${(100 * Math.max(0, arm.low)) / most}%`, right: `${100 - (100 * arm.high) / most}%` }}
                        />
                        <span className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: `${Math.min(100, (100 * arm.mean) / most)}%` }} />
                      </span>
                      <span className="whitespace-nowrap tabular-nums">
                        {arm.mean.toFixed(2)} <span className="text-soft">({arm.low.toFixed(2)} to {arm.high.toFixed(2)})</span>
                      </span>
                    </span>
                  </td>
                  <td className="text-right tabular-nums">{Math.round(arm.share * 100)} %</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
