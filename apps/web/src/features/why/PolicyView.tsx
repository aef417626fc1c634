import type { Why } from "@/lib/api";
import { wordsOf } from "./groups";
import { Part } from "./Part";

/** By which policy places were ranked, and its weights. */
export function PolicyView({ why }: { why: Why }) {
  const weights = Object.entries(why.parameters).sort(([, one], [, other]) => Math.abs(other) - Math.abs(one));
  const chances = Object.entries(why.propensities);
  return (
    <Part id="why-policy" label="Policy" title="How places were ranked">
      <p className="text-[13px] text-soft">
        Policy <strong className="font-mono text-xs font-medium text-ink">{why.policy_version}</strong>: each place gets
        the sum of its features times these weights.{" "}
        {chances.length === 0
          ? "Nothing was left to chance."
          : `Left to chance: ${chances.map(([name, p]) => `${name} (${Math.round(100 * p)} %)`).join(", ")}.`}
      </p>
      {weights.length > 0 && (
        <details className="text-[13px]">
          <summary className="w-fit cursor-pointer rounded font-medium select-none hover:underline">
            All {weights.length} weights
          </summary>
          <ul className="mt-1.5 space-y-1">
            {weights.map(([name, weight]) => (
              <li key={name} className="flex gap-3">
                <span className="min-w-0 flex-1">
                  {wordsOf(why.words, "features", name)}{" "}
                  <span className="font-mono text-xs text-soft">{name}</span>
                </span>
                <span className="tabular-nums">{weight.toFixed(3)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Part>
  );
}
