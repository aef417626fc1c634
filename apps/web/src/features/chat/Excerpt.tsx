"use client";

import type { Citation } from "@/lib/api";
import { namePlace } from "@/lib/place";
import { useGet } from "@/lib/query";
import { TokenSpans, useTokens } from "@/ui/Tokens";

interface Props {
  citation: Citation;
  /** More lines are told of by their number. */
  linesMax: number;
  /** Whether the indentation that all lines share is left out, where there is little room. */
  dedents?: boolean;
}

interface Read {
  lines: string[] | null;
  language: string;
}

/** The very lines that are cited, with their colours. Its height is known before they are read, so nothing jumps. */
export function Excerpt({ citation, linesMax, dedents = false }: Props) {
  const count = Math.min(citation.end_line - citation.start_line + 1, linesMax);
  const left = citation.end_line - citation.start_line + 1 - count;
  const read = useLines(citation, count);
  const language = read.language;
  const lines = read.lines && dedents ? dedent(read.lines) : read.lines;
  const tokens = useTokens((lines ?? []).join("\n"), language);
  return (
    <>
      <pre
        tabIndex={0}
        role="group"
        aria-label={namePlace(citation)}
        aria-busy={lines === null}
        style={{ minHeight: `${String(count * 1.25)}rem` }}
        className="overflow-x-auto font-mono text-xs leading-5"
      >
        {lines?.map((line, index) => (
          <span key={index} data-excerpt={citation.start_line + index} className="block min-h-5 w-max min-w-full pr-3">
            <span aria-hidden="true" className="mr-3 inline-block w-10 text-right text-soft tabular-nums select-none">
              {citation.start_line + index}
            </span>
            <span data-text>{tokens?.[index]?.length ? <TokenSpans tokens={tokens[index]} /> : line}</span>
          </span>
        ))}
      </pre>
      {left > 0 && <p className="pl-13 text-xs text-soft">{left === 1 ? "1 more line" : `${String(left)} more lines`}</p>}
    </>
  );
}

function dedent(lines: string[]): string[] {
  const depths = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const depth = Math.min(...depths, Infinity);
  return Number.isFinite(depth) ? lines.map((line) => line.slice(depth)) : lines;
}

/** Of a file, of a commit's message, or of a pull request as it was told. Lines at a commit never change. */
function useLines(citation: Citation, count: number): Read {
  const { kind = "code", repo, path, commit, start_line: start } = citation;
  const fresh = { freshMs: Infinity };
  const file = useGet(
    "/files",
    { params: { query: { repo, path, rev: commit, start, end: start + count - 1, symbols: false } } },
    { ...fresh, isEnabled: kind === "code" },
  );
  const message = useGet(
    "/repos/{repo}/commits/{sha}",
    { params: { path: { repo, sha: commit } } },
    { ...fresh, isEnabled: kind === "commit" },
  );
  if (file.error ?? message.error) return { lines: ["These lines could not be read."], language: "" };
  if (kind === "pull_request") return { lines: (citation.told ?? "").split("\n").slice(0, count), language: "" };
  if (kind === "commit") return { lines: message.data?.lines.slice(start - 1, start - 1 + count) ?? null, language: "" };
  const content = file.data?.content ?? null;
  if (file.data && content === null) return { lines: ["This file is not shown."], language: "" };
  return { lines: content?.replace(/\r?\n$/, "").split("\n") ?? null, language: file.data?.language ?? "" };
}
