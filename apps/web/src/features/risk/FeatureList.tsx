import type { RiskFeature } from "@/lib/thinking";
import { describeFeature } from "./features";
import type { Score } from "./risk";

const SHOWN = 12;

/** What each measure adds to or takes from the score, the largest first. The bar's side and the sign say the same. */
export function FeatureList({ features, score }: { features: readonly RiskFeature[]; score: Score }) {
  const partOf = (feature: RiskFeature) => (score === "bug" ? feature.contribution_bug : feature.contribution_review);
  const sorted = [...features].sort((one, other) => Math.abs(partOf(other)) - Math.abs(partOf(one))).slice(0, SHOWN);
  const most = Math.max(1e-9, ...sorted.map((feature) => Math.abs(partOf(feature))));
  return (
    <ul className="space-y-1 text-[13px]">
      {sorted.map((feature) => {
        const part = partOf(feature);
        const width = `${(50 * Math.abs(part)) / most}%`;
        return (
          <li key={feature.name} className="grid grid-cols-[minmax(0,1fr)_6rem_3.25rem] items-center gap-x-3">
            <span className="wrap-anywhere">
              {describeFeature(feature).words}
              <span className="text-soft tabular-nums"> {describeFeature(feature).value}</span>
            </span>
            <span aria-hidden="true" className="relative h-2.5 rounded-sm bg-raised">
              <span className="absolute inset-y-0 left-1/2 w-px bg-soft" />
              <span className={`absolute inset-y-0 ${part >= 0 ? "left-1/2 bg-fair" : "right-1/2 bg-accent"}`} style={{ width }} />
            </span>
            <span className="text-right tabular-nums">
              {part >= 0 ? "+" : "−"}
              {Math.abs(part).toFixed(2)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
