"use client";

import { useEffect, useRef } from "react";
import type { Citation } from "@/lib/api";
import { Button } from "@/ui/Button";
import { addressOf } from "./address";
import { CodeView } from "./CodeView";
import { PlaceHeading } from "./PlaceHeading";

interface Props {
  citation: Citation;
  onClose: () => void;
}

/** Beside the conversation on a wide screen, over it on a narrow one. Escape closes it and gives the focus back. */
export function CodePanel({ citation, onClose }: Props) {
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    panel.current?.focus();
    return () => before?.focus();
  }, [citation]);

  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, [onClose]);

  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={`Code: ${citation.path}`}
      className="fixed inset-0 z-20 flex min-w-0 flex-col bg-panel outline-none lg:sticky lg:top-0 lg:z-0 lg:h-dvh lg:border-l lg:border-line"
    >
      <header className="flex items-start gap-3 border-b border-line px-4 py-2.5">
        <div className="min-w-0 flex-1">
          <PlaceHeading place={citation} />
        </div>
        <a
          href={addressOf(citation)}
          target="_blank"
          rel="noopener"
          className="shrink-0 py-1.5 text-sm text-accent hover:underline"
        >
          New tab
        </a>
        <Button className="shrink-0" onClick={onClose}>
          Close
        </Button>
      </header>
      <div data-scroll className="relative min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label="Lines">
        <CodeView key={addressOf(citation)} place={citation} />
      </div>
    </aside>
  );
}
