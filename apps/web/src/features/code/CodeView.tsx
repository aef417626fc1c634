"use client";

import { useState } from "react";
import type { CodeFile } from "@/lib/api";
import { Button } from "@/ui/Button";
import { LineTable } from "@/ui/LineTable";
import { Problem } from "@/ui/Problem";
import { TokenSpans, useTokens } from "@/ui/Tokens";
import type { Place } from "@/lib/place";
import { useFile, widen, windowAround } from "./useFile";

const WIDEN_LINES = 400;

const UNSHOWN = {
  binary: "This file is binary, so it is not shown.",
  too_large: "This file is too large to show.",
  no_file: "This is a submodule: its files are in another repository.",
} as const;

/** The lines around a place, the place itself marked and scrolled to. */
export function CodeView({ place }: { place: Place }) {
  const [window, setWindow] = useState(() => windowAround(place));
  const { file, error } = useFile(place, window);
  if (error) {
    return (
      <div className="p-4">
        <Problem error={error} />
      </div>
    );
  }
  if (!file) return <p className="p-4 text-sm text-soft">Loading</p>;
  if (file.unshown) return <p className="p-4 text-sm text-soft">{UNSHOWN[file.unshown]}</p>;
  const more = () => setWindow((known) => widen(known, WIDEN_LINES));
  return (
    <div>
      {file.replaced && (
        <p className="border-b border-line px-4 py-2 text-xs text-soft">
          Some bytes of this file are no text; they show as U+FFFD.
        </p>
      )}
      {file.start > 1 && <MoreLines onMore={more} text={`Lines 1 to ${file.start - 1} are not shown`} />}
      <Lines file={file} place={place} />
      {file.end < file.lines && (
        <MoreLines onMore={more} text={`Lines ${file.end + 1} to ${file.lines} are not shown`} />
      )}
    </div>
  );
}

function MoreLines({ text, onMore }: { text: string; onMore: () => void }) {
  return (
    <p className="flex items-center gap-3 bg-raised px-4 py-2 text-xs text-soft">
      {text}
      <Button onClick={onMore}>Show more</Button>
    </p>
  );
}

function Lines({ file, place }: { file: CodeFile; place: Place }) {
  const content = (file.content ?? "").replace(/\n$/, "");
  const tokens = useTokens(content, file.language);
  return (
    <LineTable
      caption={`${file.path}, lines ${file.start} to ${file.end}`}
      lines={content.split("\n")}
      first={file.start}
      start={place.start_line}
      end={place.end_line}
      render={(_, index) => (tokens?.[index]?.length ? <TokenSpans tokens={tokens[index]} /> : null)}
    />
  );
}
