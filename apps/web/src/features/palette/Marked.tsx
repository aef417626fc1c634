import type { ReactNode } from "react";

/** `text` with the characters at `places` marked: in weight and underline, so not by colour alone. */
export function Marked({ text, places }: { text: string; places: readonly number[] }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [start, end] of joinRuns(text, places)) {
    if (start > at) parts.push(text.slice(at, start));
    parts.push(
      <mark key={start} className="bg-transparent font-semibold text-accent underline decoration-1 underline-offset-2">
        {text.slice(start, end)}
      </mark>,
    );
    at = end;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}

/** The places as runs of neighbours; a character of two halves stays whole. */
function joinRuns(text: string, places: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const place of places) {
    const end = place + ((text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1);
    const last = runs.at(-1);
    if (last && last[1] === place) last[1] = end;
    else runs.push([place, end]);
  }
  return runs;
}
