"use client";

import { useEffect, useState, type CSSProperties } from "react";
import { showControls } from "@/lib/controls";
import { highlight, type TokenLine } from "@/lib/highlight";

/** Colours when they are ready; until then, and where there are none, the text is plain. */
export function useTokens(content: string, language: string): TokenLine[] | null {
  const [tokens, setTokens] = useState<TokenLine[] | null>(null);
  useEffect(() => {
    let current = true;
    setTokens(null);
    void highlight(content, language).then((found) => {
      if (current) setTokens(found);
    });
    return () => {
      current = false;
    };
  }, [content, language]);
  return tokens;
}

export function TokenSpans({ tokens }: { tokens: TokenLine }) {
  return tokens.map((token, index) => (
    <span key={index} style={token.htmlStyle as CSSProperties}>
      {showControls(token.content)}
    </span>
  ));
}
