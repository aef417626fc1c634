import Link from "next/link";
import type { Overview } from "@/features/repos/useOverview";
import { formatCount, formatUsd } from "@/lib/format";
import { settingsAddress } from "@/lib/routes";

interface Used {
  model: string;
  answers: number;
  tokens: number;
  usd: number;
  unpriced: number;
}

/** What language models used today (UTC), and what is left of the day's budget. */
export function CostToday({ overview }: { overview: Overview }) {
  const { spent_today: spent, budget } = overview;
  const models = sumByModel(overview.lines);
  return (
    <section aria-labelledby="cost" className="space-y-3 rounded-xl border border-line bg-panel p-4">
      <h2 id="cost" className="flex items-baseline justify-between text-sm font-semibold">
        Cost today
        <Link href={settingsAddress("model")} className="text-xs font-normal text-soft hover:text-ink hover:underline">
          Budgets
        </Link>
      </h2>
      <p className="flex items-baseline gap-2">
        <span className="text-2xl font-semibold tabular-nums">{formatUsd(spent.usd)}</span>
        <span className="text-[13px] text-soft tabular-nums">{formatCount(spent.tokens, "token")}</span>
      </p>
      {budget.usd_per_day !== null && <Share part={spent.usd} of={budget.usd_per_day} words={formatUsd(budget.usd_per_day)} />}
      {budget.usd_per_day === null && budget.tokens_per_day !== null && (
        <Share part={spent.tokens} of={budget.tokens_per_day} words={formatCount(budget.tokens_per_day, "token")} />
      )}
      {models.length > 0 ? (
        <ul className="space-y-1 text-[13px]">
          {models.map((used) => (
            <li key={used.model} className="flex justify-between gap-3">
              <span className="min-w-0 truncate font-mono text-xs leading-5" title={used.model}>
                {used.model}
              </span>
              <span className="shrink-0 text-soft tabular-nums">
                {used.tokens.toLocaleString("en")} tokens · {used.unpriced > 0 ? "price not known" : formatUsd(used.usd)}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-[13px] text-soft">No language model was asked today.</p>
      )}
    </section>
  );
}

function Share({ part, of, words }: { part: number; of: number; words: string }) {
  const percent = of > 0 ? Math.min(100, Math.round((part / of) * 100)) : 100;
  return (
    <div className="space-y-1">
      <div role="meter" aria-label="Share of today's budget" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} className="h-1.5 overflow-hidden rounded-full bg-raised">
        <div className={`h-full rounded-full ${percent >= 90 ? "bg-bad" : "bg-accent"}`} style={{ width: `${percent}%` }} />
      </div>
      <p className="text-xs text-soft tabular-nums">
        {percent} % of {words} a day
      </p>
    </div>
  );
}

function sumByModel(lines: Overview["lines"]): Used[] {
  const sums = new Map<string, Used>();
  for (const line of lines) {
    const known = sums.get(line.model) ?? { model: line.model, answers: 0, tokens: 0, usd: 0, unpriced: 0 };
    sums.set(line.model, {
      model: line.model,
      answers: known.answers + line.answers,
      tokens: known.tokens + line.input_tokens + line.output_tokens,
      usd: known.usd + line.cost_usd,
      unpriced: known.unpriced + line.unpriced,
    });
  }
  return [...sums.values()].sort((one, other) => other.tokens - one.tokens);
}
