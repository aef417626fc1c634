import { formatDay } from "@/lib/format";
import type { RiskFileDetail } from "@/lib/thinking";
import { SCORES, type Score } from "./risk";

const [WIDTH, HEIGHT] = [320, 48];

/** How the percentile moved from map to map; the words beside it say where it began and where it is. */
export function Sparkline({ history, score }: { history: RiskFileDetail["history"]; score: Score }) {
  const of = (moment: RiskFileDetail["history"][number]) => (score === "bug" ? moment.bug_percentile : moment.review_percentile);
  const oldestFirst = [...history].sort((one, other) => Date.parse(one.committed_at) - Date.parse(other.committed_at));
  const [first, last] = [oldestFirst[0], oldestFirst.at(-1)];
  if (!first || !last) return null;
  const begin = Date.parse(first.committed_at);
  const span = Math.max(1, Date.parse(last.committed_at) - begin);
  const points = oldestFirst.map((moment) => {
    const x = ((Date.parse(moment.committed_at) - begin) / span) * (WIDTH - 6) + 3;
    return `${x.toFixed(1)},${(HEIGHT - 3 - (of(moment) / 100) * (HEIGHT - 6)).toFixed(1)}`;
  });
  return (
    <div>
      <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="h-12 w-full rounded-sm bg-raised">
        <polyline points={points.join(" ")} fill="none" stroke="var(--accent)" strokeWidth="2" vectorEffect="non-scaling-stroke" />
      </svg>
      <p className="mt-1 text-xs text-soft">
        {SCORES[score].label}: {Math.round(of(first))} on {formatDay(first.committed_at)}, {Math.round(of(last))} on {formatDay(last.committed_at)}.
      </p>
    </div>
  );
}
