import type { Confidence as Value } from "@/lib/answer";

const BANDS = {
  high: { words: "Well proven", bars: 3 },
  medium: { words: "Mostly proven", bars: 2 },
  low: { words: "Weakly proven", bars: 1 },
  none: { words: "Not proven", bars: 0 },
} as const;

/** How far the answer is proven and how often that was right here; the reasons unfold. */
export function Confidence({ value }: { value: Value }) {
  const band = BANDS[value.band];
  return (
    <details className="text-[13px]">
      <summary className="flex w-fit cursor-pointer list-none flex-wrap items-center gap-x-2 rounded-md py-1 text-soft select-none hover:text-ink">
        <span aria-hidden="true" className="flex items-end gap-0.5">
          {[1, 2, 3].map((bar) => (
            <span
              key={bar}
              className={`w-1 rounded-[1px] ${bar <= band.bars ? "bg-ink" : "bg-line"} ${["", "h-1.5", "h-2.5", "h-3.5"][bar] ?? ""}`}
            />
          ))}
        </span>
        <span className="font-medium text-ink">{band.words}</span>
        <span className="tabular-nums">{Math.round(value.value * 100)} %</span>
        {value.judged > 0 && (
          <span>
            · right {value.right} of {value.judged} times here
          </span>
        )}
        <span className="underline decoration-dotted underline-offset-2">why so</span>
      </summary>
      <ul className="mt-1 list-disc space-y-0.5 pl-5 text-soft">
        {value.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        <li>
          {value.judged > 0
            ? `Of ${value.judged} answers here that were as well proven and that people rated, ${value.right} were right.`
            : "No answer as well proven as this was rated here yet: a rating below counts."}
        </li>
      </ul>
    </details>
  );
}
