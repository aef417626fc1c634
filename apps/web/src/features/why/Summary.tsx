import type { ReactNode } from "react";
import type { Why } from "@/lib/api";
import { formatCount, formatMs, formatUsd } from "@/lib/format";
import { countClaims, sumStages } from "./sums";

interface Props {
  why: Why;
}

/** The way of an answer in four numbers, each a step to the part of the panel that shows it whole. */
export function Summary({ why }: Props) {
  const { context, outcome } = why;
  const found = why.searches.reduce((sum, search) => sum + search.hits.length, 0);
  const looked = why.searches.reduce((sum, search) => sum + search.hits.length + left(search.dropped), 0);
  const cited = context?.pieces.filter((piece) => piece.cited).length ?? 0;
  const total = sumStages(why.stages);
  const claims = countClaims(outcome);
  const hasModel = why.mode !== "extractive";
  return (
    <section aria-label="In short" className="@container">
      <ol className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line @lg:grid-cols-4">
        <Step at="why-found" label="Found" number={found}>
          of {formatCount(looked, "file")} considered
        </Step>
        <Step at="why-shown" label={hasModel ? "Shown" : "Read"} number={context?.pieces.length ?? 0}>
          {hasModel ? "pieces to the model" : "places"}, {cited} cited
        </Step>
        <Step at="why-checked" label="Said and checked" number={claims}>
          {outcome.supported} supported
          {outcome.partly > 0 && `, ${outcome.partly} partly`}
          {outcome.unsupported > 0 && `, ${outcome.unsupported} not`}
          {outcome.removed > 0 && `, ${outcome.removed} removed`}
        </Step>
        <Step at="why-took" label="Took" number={formatMs(total.ms)}>
          {total.tokens > 0 ? formatCount(total.tokens, "token") : "no tokens"}
          {total.usd !== null && `, ${formatUsd(total.usd)}`}
        </Step>
      </ol>
    </section>
  );
}

function left(dropped: Record<string, number>): number {
  return dropped["below_limit"] ?? 0;
}

function Step(props: { at: string; label: string; number: number | string; children: ReactNode }) {
  const { at, label, number, children } = props;
  return (
    <li className="bg-panel">
      <a href={`#${at}`} className="block h-full px-3 py-2 hover:bg-raised focus-visible:-outline-offset-2">
        <span className="block text-xs text-soft">{label}</span>
        <span className="block text-lg leading-7 font-semibold tabular-nums">
          {typeof number === "number" ? number.toLocaleString("en") : number}
        </span>
        <span className="block text-xs text-soft">{children}</span>
      </a>
    </li>
  );
}
