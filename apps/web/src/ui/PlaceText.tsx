import { formatLines, shortSha } from "@/lib/format";
import type { Place } from "@/lib/place";

interface Props {
  path: string;
  start_line: number;
  end_line: number;
  symbol?: string;
}

/** A path with its lines: the file's name stands out, the folders step back. */
export function PlaceText({ path, start_line, end_line, symbol }: Props) {
  const slash = path.lastIndexOf("/") + 1;
  return (
    <span className="font-mono text-[13px] leading-5 wrap-anywhere">
      <span className="text-soft">{path.slice(0, slash)}</span>
      <span className="font-medium group-hover:underline">{path.slice(slash)}</span>
      <span className="whitespace-nowrap text-soft">:{formatLines(start_line, end_line)}</span>
      {symbol && <span className="block text-soft sm:ml-2 sm:inline">{symbol}</span>}
    </span>
  );
}

/** A commit or a pull request with its cited lines: `abc1234 subject`, `#12 title`. */
export function PastText({ place, title }: { place: Place; title: string }) {
  const name = place.kind === "commit" ? shortSha(place.commit) : (place.ref ?? "");
  return (
    <span className="text-[13px] leading-5 wrap-anywhere">
      <span className="sr-only">{place.kind === "commit" ? "Commit " : "Pull request "}</span>
      <span className="font-mono text-soft">{name}</span>{" "}
      <span className="font-medium group-hover:underline">{title}</span>
      <span className="font-mono whitespace-nowrap text-soft">:{formatLines(place.start_line, place.end_line)}</span>
    </span>
  );
}
