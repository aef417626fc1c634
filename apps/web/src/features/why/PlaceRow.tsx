import type { Why } from "@/lib/api";
import { PlaceText } from "@/ui/PlaceText";
import { formatScore, labelGroup, wordsOf, type Place } from "./groups";
import { ScoreBar } from "./ScoreBar";

interface Props {
  place: Place;
  scale: { below: number; above: number };
  words: Why["words"];
  address: string;
}

/** A place, the bar of its score, and under it the numbers. */
export function PlaceRow({ place, scale, words, address }: Props) {
  return (
    <div data-place={place.path} className="space-y-1">
      <div className="flex items-baseline gap-2">
        <span className="w-5 shrink-0 text-right text-xs text-soft tabular-nums">{place.rank}</span>
        <a href={address} target="_blank" rel="noopener" className="group min-w-0 flex-1">
          <PlaceText path={place.path} start_line={place.start_line} end_line={place.end_line} symbol={place.symbol} />
        </a>
        <Use place={place} />
        <data value={place.score} className="text-[13px] font-medium tabular-nums">
          {formatScore(place.score)}
        </data>
      </div>
      <div className="pl-7">
        <ScoreBar place={place} scale={scale} />
        <details className="text-xs">
          <summary className="w-fit cursor-pointer rounded py-1 text-soft select-none hover:text-ink">
            {describeLegs(place)}
          </summary>
          <Legs place={place} words={words} />
          <Contributions place={place} words={words} />
        </details>
      </div>
    </div>
  );
}

function Use({ place }: { place: Place }) {
  const use = place.cited ? "cited" : place.shown ? "shown, not cited" : "not shown";
  return (
    <span className={`shrink-0 text-xs ${place.cited ? "font-medium text-good" : "text-soft"}`}>{use}</span>
  );
}

function describeLegs(place: Place): string {
  const first = place.legs[0];
  if (!first) return "No leg ranked it: numbers";
  const others = place.legs.length - 1;
  return `${labelGroup(first.leg)} ranked it ${ordinal(first.rank)}${others > 0 ? `, ${others} more` : ""}: numbers`;
}

function Legs({ place, words }: { place: Place; words: Why["words"] }) {
  return (
    <ul className="space-y-0.5 pb-2">
      {place.legs.map((leg) => (
        <li key={leg.leg}>
          <strong className="font-semibold">
            {ordinal(leg.rank)} by {labelGroup(leg.leg)}
          </strong>{" "}
          <span className="text-soft">
            ({Math.round(leg.share * 100)} % of their agreement). {wordsOf(words, "legs", leg.leg)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Contributions({ place, words }: { place: Place; words: Why["words"] }) {
  return (
    <div className="overflow-x-auto pb-2" tabIndex={0} role="region" aria-label={`Numbers of ${place.path}`}>
      <table className="w-full tabular-nums [&_td]:py-0.5 [&_td]:pr-3 [&_td]:align-top [&_th]:py-0.5 [&_th]:pr-3">
        <thead className="text-left text-soft">
          <tr>
            <th scope="col" className="font-medium">
              Feature
            </th>
            <th scope="col" className="font-medium">
              Weight
            </th>
            <th scope="col" className="font-medium">
              Value
            </th>
            <th scope="col" className="text-right font-medium">
              Adds
            </th>
          </tr>
        </thead>
        <tbody>
          {place.contributions.map((each) => (
            <tr key={each.feature}>
              <th scope="row" className="min-w-40 text-left font-normal">
                <span className="font-mono">{each.feature}</span>
                <span className="block text-soft">{wordsOf(words, "features", each.feature)}</span>
              </th>
              <td className="whitespace-nowrap">{formatScore(each.weight)}</td>
              <td className="whitespace-nowrap">× {formatScore(each.value)}</td>
              <td className="text-right whitespace-nowrap">
                <data data-contribution value={each.contribution}>
                  {formatScore(each.contribution)}
                </data>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-line font-semibold">
            <th scope="row" colSpan={3} className="text-left">
              Score
            </th>
            <td className="text-right">
              <data data-score value={place.score}>
                {formatScore(place.score)}
              </data>
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

export function ordinal(rank: number): string {
  const tens = rank % 100;
  const suffix = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][rank % 10] ?? "th");
  return `${rank}${suffix}`;
}
