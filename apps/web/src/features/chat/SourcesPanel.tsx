"use client";

import { memo, type ReactNode } from "react";
import type { Citation } from "@/lib/api";
import { formatCount, formatLines, shortSha } from "@/lib/format";
import { isWebAddress, nameSource } from "@/lib/place";
import { AwayIcon } from "@/ui/icons";
import { useOpening } from "./CitationChip";
import { Excerpt } from "./Excerpt";
import { TitlesProvider, useTitle } from "./Titles";
import type { Turn } from "./turn";
import type { Slots } from "./TurnView";

const LINES_MAX = 6;

interface Props {
  /** Whose answer is being read. */
  turn: Turn | undefined;
  slots: Slots;
  onOpen: (citation: Citation, turn: Turn) => void;
}

/** What the answer that is being read leans on, file by file, with the lines themselves. */
export const SourcesPanel = memo(function SourcesPanel({ turn, slots, onOpen }: Props) {
  const citations = turn?.citations ?? [];
  const files = groupByFile(citations);
  return (
    <section
      aria-label="Sources of this answer"
      className="sticky top-0 hidden h-dvh min-w-0 flex-col border-l border-line bg-page xl:flex"
    >
      <header className="border-b border-line px-3 py-2.5">
        <h2 className="text-sm font-semibold">Sources</h2>
        <p className="truncate text-xs text-soft">
          {turn && citations.length > 0
            ? `${formatCount(citations.length, "citation")} in ${formatCount(files.length, "place")} · ${turn.question}`
            : "What an answer cites is shown here, beside it."}
        </p>
      </header>
      <div tabIndex={0} role="region" aria-label="Cited lines" className="min-h-0 flex-1 space-y-3 overflow-y-auto p-3">
        <TitlesProvider citations={citations}>
          {turn &&
            files.map((file) => (
              <SourceFile
                key={file.key}
                file={file}
                onOpen={(citation) => onOpen(citation, turn)}
                renderActions={(citation) => turn.facts && slots.renderCitationActions?.(turn.facts, citation)}
              />
            ))}
        </TitlesProvider>
      </div>
    </section>
  );
});

interface Cited {
  citation: Citation;
  number: number;
}

interface File {
  key: string;
  first: Citation;
  cited: Cited[];
}

/** In the order in which the answer comes to each; within a file by the lines. */
function groupByFile(citations: Citation[]): File[] {
  const files = new Map<string, File>();
  citations.forEach((citation, index) => {
    const key = `${citation.repo} ${citation.commit} ${citation.kind} ${citation.path} ${citation.ref}`;
    const file = files.get(key) ?? { key, first: citation, cited: [] };
    file.cited.push({ citation, number: index + 1 });
    files.set(key, file);
  });
  for (const { cited } of files.values()) cited.sort((a, b) => a.citation.start_line - b.citation.start_line);
  return [...files.values()];
}

interface FileProps {
  file: File;
  onOpen: (citation: Citation) => void;
  renderActions: (citation: Citation) => ReactNode;
}

function SourceFile({ file, onOpen, renderActions }: FileProps) {
  const title = useTitle(file.first);
  return (
    <article className="overflow-hidden rounded-md border border-line bg-panel [contain-intrinsic-size:auto_10rem] [content-visibility:auto]">
      <h3 className="border-b border-line/60 px-2.5 py-1.5 text-xs">
        <span className="block font-mono font-medium wrap-anywhere">{nameSource(file.first)}</span>
        <span className="text-soft">
          {title || `${file.first.repo} @ ${shortSha(file.first.commit)}`}
        </span>
      </h3>
      <ol className="divide-y divide-line/60">
        {file.cited.map(({ citation, number }) => (
          <li key={citation.id} data-source={citation.id}>
            <div className="flex items-center gap-0.5 pr-1">
              <OpenLines citation={citation} number={number} onOpen={onOpen} />
              <ForgeLink citation={citation} number={number} />
              {renderActions(citation)}
            </div>
            <div className="pb-1.5">
              <Excerpt citation={citation} linesMax={LINES_MAX} dedents />
            </div>
          </li>
        ))}
      </ol>
    </article>
  );
}

function OpenLines({ citation, number, onOpen }: Cited & { onOpen: FileProps["onOpen"] }) {
  const opening = useOpening({ citation, onOpen });
  return (
    <a {...opening} className="group flex min-w-0 flex-1 items-baseline gap-2 rounded-md px-2.5 py-1.5 text-xs hover:bg-raised">
      <span className="font-mono font-semibold text-accent">{number}</span>
      <span className="min-w-0 truncate group-hover:underline">
        {citation.start_line === citation.end_line ? "Line" : "Lines"} {formatLines(citation.start_line, citation.end_line)}
        {citation.symbol && <span className="ml-2 font-mono text-soft">{citation.symbol}</span>}
      </span>
    </a>
  );
}

function ForgeLink({ citation, number }: Cited) {
  if (!isWebAddress(citation.url)) return null;
  const { host } = new URL(citation.url);
  return (
    <a
      href={citation.url}
      target="_blank"
      rel="noopener noreferrer"
      title={`Show on ${host}`}
      aria-label={`Citation ${number} on ${host}`}
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft hover:bg-raised hover:text-ink"
    >
      <AwayIcon />
    </a>
  );
}
