"use client";

import { useState, type ReactNode } from "react";
import type { Citation } from "@/lib/api";
import { isWebAddress } from "@/lib/place";
import { AwayIcon } from "@/ui/icons";
import { PastText, PlaceText } from "@/ui/PlaceText";
import { useOpening } from "./CitationChip";
import { useTitle } from "./Titles";

const SHOWN_MAX = 8; // more are folded away: each has its chip in the text

interface Props {
  citations: Citation[];
  onOpen: (citation: Citation) => void;
  renderActions: (citation: Citation) => ReactNode;
}

/** Every cited place: into the app, to its host where one is known (the server's own address), and what can be said of it. */
export function Sources({ citations, onOpen, renderActions }: Props) {
  const [showsAll, setShowsAll] = useState(false);
  if (citations.length === 0) return null;
  const shown = showsAll || citations.length <= SHOWN_MAX + 1 ? citations : citations.slice(0, SHOWN_MAX);
  const repos = new Set(citations.map((citation) => citation.repo)).size;
  return (
    <div role="group" aria-label="Sources">
      <ol className="divide-y divide-line/60 rounded-md border border-line bg-page/60">
        {shown.map((citation, index) => (
          <li key={citation.id} className="group/source flex items-center gap-1 pr-1">
            <SourceLink citation={citation} number={index + 1} showsRepo={repos > 1} onOpen={onOpen} />
            {isWebAddress(citation.url) && (
              <a
                href={citation.url}
                target="_blank"
                rel="noopener noreferrer"
                title={`Show on ${new URL(citation.url).host}`}
                aria-label={`Citation ${index + 1} on ${new URL(citation.url).host}`}
                className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft hover:bg-raised hover:text-ink"
              >
                <AwayIcon />
              </a>
            )}
            {renderActions(citation)}
          </li>
        ))}
        {shown.length < citations.length && (
          <li>
            <button
              type="button"
              onClick={() => setShowsAll(true)}
              className="w-full rounded-md px-2 py-1.5 text-left text-[13px] text-accent hover:bg-raised hover:underline"
            >
              Show all {citations.length} sources
            </button>
          </li>
        )}
      </ol>
    </div>
  );
}

function SourceLink(props: { citation: Citation; number: number; showsRepo: boolean; onOpen: Props["onOpen"] }) {
  const { citation, number, showsRepo, onOpen } = props;
  const opening = useOpening({ citation, onOpen });
  const title = useTitle(citation);
  return (
    <a {...opening} className="group flex min-w-0 flex-1 items-baseline gap-2 rounded-md px-2 py-1.5 hover:bg-raised">
      <span className="w-5 shrink-0 text-right font-mono text-[12px] leading-5 font-semibold text-accent">{number}</span>
      <span className="min-w-0">
        {showsRepo && <span className="mr-2 text-xs text-soft">{citation.repo}</span>}
        {citation.kind === "code" ? <PlaceText {...citation} /> : <PastText place={citation} title={title} />}
      </span>
    </a>
  );
}
