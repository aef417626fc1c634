import type { Schemas } from "@/lib/api";
import { formatMs, formatUsd } from "@/lib/format";
import { Part } from "./Part";
import { sumStages } from "./sums";

const STAGES: Record<string, string> = {
  search: "Search",
  context: "Choose the context",
  model: "The model writes",
  quote: "Quote from the code",
};

/** Where the time, the tokens and the money went. */
export function StagesView({ stages }: { stages: Schemas["WhyStage"][] }) {
  const longest = Math.max(1e-9, ...stages.map((stage) => stage.ms));
  const sum = (read: (stage: Schemas["WhyStage"]) => number) => stages.reduce((total, stage) => total + read(stage), 0);
  const { ms, usd } = sumStages(stages);
  return (
    <Part id="why-took" label="Stages" title="Time, tokens and cost">
      <table className="w-full text-[13px] tabular-nums [&_td]:py-0.5 [&_td]:pl-3 [&_td]:whitespace-nowrap [&_th]:py-0.5">
        <thead className="text-xs text-soft">
          <tr>
            <th scope="col" className="text-left font-medium">
              Stage
            </th>
            <td className="hidden sm:table-cell" />
            <th scope="col" className="pl-3 text-right font-medium">
              Time
            </th>
            <th scope="col" className="pl-3 text-right font-medium">
              Tokens in
            </th>
            <th scope="col" className="pl-3 text-right font-medium">
              out
            </th>
            <th scope="col" className="pl-3 text-right font-medium">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage, index) => (
            <tr key={index}>
              <th scope="row" className="text-left font-normal">
                {STAGES[stage.name] ?? stage.name}
              </th>
              <td className="hidden w-1/4 sm:table-cell" aria-hidden="true">
                <span className="block h-2 rounded-sm bg-accent/70" style={{ width: `${(100 * stage.ms) / longest}%` }} />
              </td>
              <td className="text-right">{formatMs(stage.ms)}</td>
              <td className="text-right">{formatTokens(stage.tokens_in)}</td>
              <td className="text-right">{formatTokens(stage.tokens_out)}</td>
              <td className="text-right">{stage.cost_usd === null ? "–" : formatUsd(stage.cost_usd)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-line font-medium">
            <th scope="row" className="text-left font-medium">
              Sum
            </th>
            <td className="hidden sm:table-cell" />
            <td className="text-right">{formatMs(ms)}</td>
            <td className="text-right">{formatTokens(sum((stage) => stage.tokens_in))}</td>
            <td className="text-right">{formatTokens(sum((stage) => stage.tokens_out))}</td>
            <td className="text-right">{usd === null ? "–" : formatUsd(usd)}</td>
          </tr>
        </tfoot>
      </table>
    </Part>
  );
}

function formatTokens(count: number): string {
  return count === 0 ? "–" : count.toLocaleString("en");
}
