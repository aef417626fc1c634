"use client";

import { useEffect, useRef, type ReactNode } from "react";
import { showControls } from "@/lib/controls";

interface Props {
  caption: string;
  lines: string[];
  /** The number of the first line. */
  first: number;
  start: number;
  end: number;
  /** Long lines of prose wrap, those of code do not. */
  wraps?: boolean;
  render?: (line: string, index: number) => ReactNode;
}

/** Numbered lines, those from `start` to `end` marked and scrolled to. */
export function LineTable({ caption, lines, first, start, end, wraps = false, render }: Props) {
  const marked = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (marked.current) scrollTo(marked.current);
  }, [start, end]);
  return (
    <table className="w-full border-collapse font-mono text-[13px] leading-5">
      <caption className="sr-only">{caption}</caption>
      <tbody>
        {lines.map((line, index) => {
          const number = first + index;
          const cited = number >= start && number <= end;
          return (
            <tr
              key={number}
              id={`L${number}`}
              ref={number === start ? marked : undefined}
              data-cited={cited || undefined}
              className={cited ? "bg-mark" : undefined}
            >
              <th
                scope="row"
                className={`w-px py-0 pr-3 pl-3 text-right align-top font-normal text-soft tabular-nums select-none ${cited ? "shadow-[inset_4px_0_var(--mark-edge)]" : ""}`}
              >
                {number}
              </th>
              <td className={`pr-4 align-top ${wraps ? "whitespace-pre-wrap wrap-anywhere" : "whitespace-pre"}`}>
                {render?.(line, index) ?? (showControls(line) || " ")}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Within the panel where there is one, so that the page beside it stays where it is. */
function scrollTo(line: HTMLElement) {
  const panel = line.closest<HTMLElement>("[data-scroll]");
  if (panel) panel.scrollTop = line.offsetTop - panel.clientHeight / 3;
  else line.scrollIntoView({ block: "center" });
}
