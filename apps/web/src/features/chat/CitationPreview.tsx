"use client";

import type { ReactElement } from "react";
import { STATUS_WORDS, type Statement } from "@/lib/answer";
import type { Citation } from "@/lib/api";
import { shortSha } from "@/lib/format";
import { namePlace } from "@/lib/place";
import { HoverCard } from "@/ui/HoverCard";
import { Excerpt } from "./Excerpt";
import { StatusGlyph } from "./SupportMark";

const LINES_MAX = 14;

interface Props {
  citation: Citation;
  number: number;
  title: string;
  /** How far the lines carry what is said here; undefined where nothing is said of them. */
  status?: Statement["status"];
  trigger: ReactElement;
}

/** The cited lines over the text that cites them. */
export function CitationPreview({ citation, number, title, status, trigger }: Props) {
  const place = namePlace(citation);
  return (
    <HoverCard trigger={trigger} label={`Citation ${number}: ${place}`}>
      <div className="border-b border-line px-3 py-2 text-xs">
        <p className="font-mono wrap-anywhere">
          <span className="font-medium">{place}</span>
          {citation.kind === "code" && <span className="text-soft"> @ {shortSha(citation.commit)}</span>}
        </p>
        {(citation.symbol || title) && <p className="wrap-anywhere text-soft">{title || citation.symbol}</p>}
      </div>
      <div className="bg-mark/40 py-1.5">
        <Excerpt citation={citation} linesMax={LINES_MAX} />
      </div>
      {status && (
        <p className="border-t border-line px-3 py-1.5 text-xs text-soft">
          <StatusGlyph status={status} /> The statement is {STATUS_WORDS[status]} by the lines it cites
        </p>
      )}
    </HoverCard>
  );
}
