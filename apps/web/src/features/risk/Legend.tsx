import type { Ref } from "react";
import { BANDS } from "./risk";

const STEPS = ["var(--heat-1)", "var(--heat-2)", "var(--heat-3)", "var(--heat-4)", "var(--heat-5)"];
const STROKES = [0, 0, 14, 8, 5];

/** What the looks of a tile mean: colour, strokes and the number on it say the same. The treemap reads its colours here. */
export function Legend({ swatches, hasAreas = false }: { swatches?: Ref<HTMLUListElement>; hasAreas?: boolean }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
      <span>Percentile among all files{hasAreas ? "; the area goes by lines" : ""}:</span>
      <ul ref={swatches} aria-label="Legend" className="flex flex-wrap overflow-hidden rounded-sm border border-line">
        {BANDS.map((band, index) => (
          <li
            key={band}
            className="px-2 py-0.5 whitespace-nowrap tabular-nums"
            style={{
              backgroundColor: STEPS[index],
              color: index === BANDS.length - 1 ? "var(--heat-5-ink)" : "var(--heat-ink)",
              ...(STROKES[index]
                ? {
                    backgroundImage: `repeating-linear-gradient(135deg, color-mix(in srgb, currentColor 22%, transparent) 0 1px, transparent 1px ${String(STROKES[index])}px)`,
                  }
                : {}),
            }}
          >
            {band}
          </li>
        ))}
      </ul>
    </div>
  );
}
