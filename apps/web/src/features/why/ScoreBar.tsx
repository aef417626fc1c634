import { formatScore, sumGroups, type Place, type Share } from "./groups";

const LABEL_SHARE_MIN = 0.13; // of the width: below it a word does not fit

interface Props {
  place: Place;
  scale: { below: number; above: number };
}

/** What made the score: to the right what adds, to the left of zero what takes away; the line stands at the sum. */
export function ScoreBar({ place, scale }: Props) {
  const shares = sumGroups(place.contributions);
  const total = scale.below + scale.above;
  const percent = (value: number) => `${(100 * value) / total}%`;
  const named = shares.map((share) => `${share.label} ${formatScore(share.sum)}`).join(", ");
  return (
    <div
      role="img"
      aria-label={`Score ${formatScore(place.score)}: ${named}`}
      className="relative flex h-5 w-full overflow-hidden rounded-sm bg-raised"
    >
      <div className="flex justify-end gap-px" style={{ width: percent(scale.below) }}>
        {shares.filter((share) => share.sum < 0).map((share) => (
          <Segment key={share.name} share={share} part={-share.sum / total} whole={scale.below / total} />
        ))}
      </div>
      <div className="flex gap-px border-l border-ink/60" style={{ width: percent(scale.above) }}>
        {shares.filter((share) => share.sum > 0).map((share) => (
          <Segment key={share.name} share={share} part={share.sum / total} whole={scale.above / total} />
        ))}
      </div>
      <span className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: percent(scale.below + place.score) }} />
    </div>
  );
}

/** `part` and `whole` are shares of the bar's width: of the segment, and of its side of zero. */
function Segment({ share, part, whole }: { share: Share; part: number; whole: number }) {
  return (
    <span
      title={`${share.label}: ${formatScore(share.sum)}`}
      style={{ width: `${(100 * part) / whole}%`, background: share.color }}
      className="shrink-0 overflow-hidden px-1 text-[11px] leading-5 whitespace-nowrap text-[var(--on-group)]"
    >
      {part >= LABEL_SHARE_MIN && share.label}
    </span>
  );
}
