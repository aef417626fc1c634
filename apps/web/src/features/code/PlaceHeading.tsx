import { formatLines, shortSha } from "@/lib/format";
import { nameSource, type Place } from "@/lib/place";

export function PlaceHeading({ place }: { place: Place }) {
  const lines = place.start_line > 0 ? `:${formatLines(place.start_line, place.end_line)}` : "";
  const isCode = (place.kind ?? "code") === "code";
  return (
    <>
      <h2 className={`font-mono text-sm font-medium wrap-anywhere ${isCode ? "" : "first-letter:uppercase"}`}>
        {nameSource(place)}
        <span className="whitespace-nowrap text-soft">{lines}</span>
      </h2>
      <p className="mt-0.5 text-xs text-soft wrap-anywhere">
        {place.repo}
        {isCode && place.commit && <> at commit {shortSha(place.commit)}</>}
      </p>
    </>
  );
}
