"use client";

import { showControls } from "@/lib/controls";
import { TokenSpans, useTokens } from "./Tokens";

/** Code within an answer, coloured once its grammar is there. */
export function CodeBlock({ code: raw, language }: { code: string; language: string }) {
  const code = showControls(raw);
  const tokens = useTokens(code, language);
  return (
    <pre
      tabIndex={0}
      aria-label={language ? `Code, ${language}` : "Code"}
      className="my-1.5 max-h-96 overflow-auto rounded-md border border-line bg-page p-3 font-mono text-[13px] leading-5"
    >
      <code>
        {code.split("\n").map((line, index) => (
          <span key={index}>
            {tokens?.[index]?.length ? <TokenSpans tokens={tokens[index]} /> : line}
            {"\n"}
          </span>
        ))}
      </code>
    </pre>
  );
}
