import { useEffect, useState } from "react";
import { markEdits, tokenize, type HunkData, type HunkTokens, type TokenNode } from "react-diff-view";
import { highlight, type TokenLine } from "@/lib/highlight";
import { countChanges } from "./model";

const MARKED_LINES_MAX = 600; // of a longer difference the parts of lines that changed are not looked for
const COLOURED_LINES_MAX = 3_000;

/** Colours of the lines and marks at what changed within them, when they are ready; null until then, and where none are. */
export function useHunkTokens(hunks: HunkData[], language: string): HunkTokens | null {
  const [tokens, setTokens] = useState<HunkTokens | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void colour(hunks, language).then((found) => {
      if (isCurrent) setTokens(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [hunks, language]);
  return tokens;
}

async function colour(hunks: HunkData[], language: string): Promise<HunkTokens | null> {
  const lines = countChanges(hunks);
  if (lines === 0 || lines > COLOURED_LINES_MAX) return null;
  const enhancers = lines <= MARKED_LINES_MAX ? [markEdits(hunks, { type: "block" })] : [];
  const texts: string[] = [];
  const keep = (text: string) => {
    texts.push(text);
    return plain(text);
  };
  tokenize(hunks, { highlight: true, language, refractor: { highlight: keep as never } });
  const coloured = new Map<string, TokenLine[] | null>();
  for (const text of texts) coloured.set(text, await highlight(text, language));
  const give = (text: string) => {
    const found = coloured.get(text);
    return found ? join(found) : plain(text);
  };
  return tokenize(hunks, { highlight: true, language, refractor: { highlight: give as never }, enhancers });
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
