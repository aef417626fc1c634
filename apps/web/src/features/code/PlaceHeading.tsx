import { formatLines, shortSha } from "@/lib/format";
import type { Place } from "@/lib/place";

export function PlaceHeading({ place }: { place: Place }) {
  const lines = place.start_line > 0 ? `:${formatLines(place.start_line, place.end_line)}` : "";
  return (
    <>
      <h2 className="font-mono text-sm font-medium wrap-anywhere">
        {place.path}
        <span className="whitespace-nowrap text-soft">{lines}</span>
      </h2>
      <p className="mt-0.5 text-xs text-soft wrap-anywhere">
        {place.repo}
        {place.commit && <> at commit {shortSha(place.commit)}</>}
      </p>
    </>
  );
}
