"use client";

import { showControls } from "@/lib/controls";
import { namePlace, type Place } from "@/lib/place";
import { TokenSpans, useTokens } from "@/ui/Tokens";
import { languageOf } from "./languages";

interface Props {
  place: Place;
  /** The very bytes that git has at these lines, as the server proved them. */
  text: string;
  isShort: boolean;
}

const SHORT_LINES = 6;

/** Quoted lines with their numbers and colours. */
export function QuotedLines({ place, text, isShort }: Props) {
  const all = text.replace(/\r?\n$/, "").split("\n");
  const lines = isShort ? all.slice(0, SHORT_LINES) : all;
  const left = place.end_line - place.start_line + 1 - lines.length;
  const tokens = useTokens(lines.join("\n"), languageOf(place.path));
  return (
    <>
      <pre
        tabIndex={0}
        role="group"
        aria-label={namePlace(place)}
        className="max-h-96 overflow-auto py-1 font-mono text-xs leading-5"
      >
        {lines.map((line, index) => (
          <span key={index} data-quoted={place.start_line + index} className="block min-h-5 w-max min-w-full pr-3">
            <span aria-hidden="true" className="mr-3 inline-block w-11 text-right text-soft tabular-nums select-none">
              {place.start_line + index}
            </span>
            <span>{tokens?.[index]?.length ? <TokenSpans tokens={tokens[index]} /> : showControls(line)}</span>
          </span>
        ))}
      </pre>
      {left > 0 && (
        <p className="border-t border-line px-3 py-0.5 text-xs text-soft">{left === 1 ? "1 more line" : `${left.toLocaleString("en")} more lines`}</p>
      )}
    </>
  );
}
