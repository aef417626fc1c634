"use client";

import Link from "next/link";
import { formatLines } from "@/lib/format";
import { addressOf, type Place } from "@/lib/place";
import { chatAddress } from "@/lib/routes";
import { DefinitionIcon, HistoryIcon, ReferencesIcon } from "@/ui/codeIcons";
import { ChatIcon, CloseIcon, ShareIcon } from "@/ui/icons";
import { IconButton, QUIET } from "@/ui/IconButton";

interface Props {
  /** The lines that are selected, or marked. */
  place: Place;
  /** The name that the cursor stands on, "" for none. */
  name: string;
  onDefinition: () => void;
  onReferences: () => void;
  onHistory: () => void;
  onMark: () => void;
  onClose: () => void;
}

/** What can be done with the selected lines, and with the name under the cursor. */
export function SelectionBar({ place, name, onDefinition, onReferences, onHistory, onMark, onClose }: Props) {
  const lines = formatLines(place.start_line, place.end_line);
  const noun = place.start_line === place.end_line ? "line" : "lines";
  const what = `${noun} ${lines}`;
  return (
    <div
      role="toolbar"
      aria-label={`For ${what}`}
      className="absolute inset-x-2 bottom-2 z-10 mx-auto flex w-fit max-w-[calc(100%-1rem)] items-center gap-x-0.5 rounded-lg border border-line bg-panel px-1 py-0.5 shadow-lg"
    >
      <Link prefetch={false} href={chatAddress({ repo: place.repo, focus: place })} className={`${QUIET} font-medium text-accent`}>
        <ChatIcon />
        <span className="whitespace-nowrap">
          Ask about <span className="max-sm:sr-only">{noun} </span>
          {lines}
        </span>
      </Link>
      {name && (
        <>
          <button type="button" onClick={onDefinition} className={QUIET} title="Go to its definition (F12)">
            <DefinitionIcon />
            <Word>Definition</Word>
            <span className="sr-only"> of {name}</span>
          </button>
          <button type="button" onClick={onReferences} className={QUIET} title="Who refers to it (Shift-F12)">
            <ReferencesIcon />
            <Word>References</Word>
            <span className="sr-only"> to {name}</span>
          </button>
        </>
      )}
      <button type="button" onClick={onHistory} className={QUIET}>
        <HistoryIcon />
        <Word>History</Word>
        <span className="sr-only"> of {what}</span>
      </button>
      <a
        href={addressOf(place)}
        className={QUIET}
        title="Put the address of these lines into the address bar, and copy it"
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          onMark();
          void navigator.clipboard.writeText(new URL(addressOf(place), window.location.origin).toString());
        }}
      >
        <ShareIcon />
        <Word>Permalink</Word>
      </a>
      <IconButton label="Close" onClick={onClose}>
        <CloseIcon />
      </IconButton>
    </div>
  );
}

/** Beside its icon where there is room; its name everywhere. */
function Word({ children }: { children: string }) {
  return <span className="@max-[39rem]:sr-only">{children}</span>;
}
