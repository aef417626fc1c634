import { useEffect, useState } from "react";
import { markEdits, tokenize, type HunkData, type HunkTokens, type TokenNode } from "react-diff-view";
import { highlight, type TokenLine } from "@/lib/highlight";
import { countChanges } from "./model";
import { fillSources, findLastLine } from "./sources";

const MARKED_LINES_MAX = 600; // of a longer difference the parts of lines that changed are not looked for
const COLOURED_LINES_MAX = 3_000; // from the first of the file to the last that is shown: each is read to know what the next is

/** Whether the lines can have colours: where they reach too deep into their file they have none. */
export function canColour(hunks: HunkData[]): boolean {
  const lines = countChanges(hunks);
  return lines > 0 && lines <= COLOURED_LINES_MAX && findLastLine(hunks) <= COLOURED_LINES_MAX;
}

/**
 * Colours of the lines and marks at what changed within them, when they are ready; null until then, and where none are.
 *
 * `source`: the lines of the old side, so that a hunk that begins in a comment is known to; null until they are there.
 */
export function useHunkTokens(hunks: HunkData[], language: string, source: string[] | null): HunkTokens | null {
  const [tokens, setTokens] = useState<HunkTokens | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void colour(hunks, language, source).then((found) => {
      if (isCurrent) setTokens(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [hunks, language, source]);
  return tokens;
}

async function colour(hunks: HunkData[], language: string, source: string[] | null): Promise<HunkTokens | null> {
  const lines = countChanges(hunks);
  if (lines === 0 || lines > COLOURED_LINES_MAX) return null;
  const enhancers = lines <= MARKED_LINES_MAX ? [markEdits(hunks, { type: "block" })] : [];
  if (!source || !canColour(hunks)) return tokenize(hunks, { enhancers });
  const { old, next } = fillSources(hunks, source);
  const coloured = [await colourSide(old, language), await colourSide(next, language)];
  const give = (text: string) => coloured.shift() ?? plain(text); // the old side is asked for first
  return tokenize(hunks, { highlight: true, language, refractor: { highlight: give as never }, enhancers });
}

async function colourSide(lines: string[], language: string): Promise<TokenNode[] | null> {
  const found = await highlight(lines.join("\n"), language);
  return found && join(found);
}

function plain(text: string): TokenNode[] {
  return [{ type: "text", value: text }];
}

function join(lines: TokenLine[]): TokenNode[] {
  return lines.flatMap((line, index) => [
    ...(index > 0 ? plain("\n") : []),
    ...line.map((token) => ({ type: "element", style: token.htmlStyle, children: plain(token.content) })),
  ]);
}
