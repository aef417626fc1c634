"use client";

import dynamic from "next/dynamic";
import { useEffect, useRef, useState } from "react";
import { formatCount } from "@/lib/format";
import { codeAddress } from "@/lib/routes";
import { Counts } from "./Counts";
import { WORDS, type ChangedPath, type Sides } from "./model";

const AT_ONCE_LINES_MAX = 1_000; // a longer difference is shown when it is asked for

const FileBody = dynamic(() => import("./FileBody").then((module) => module.FileBody), {
  ssr: false,
  loading: () => <p className="px-3 py-2 text-[13px] text-soft">Loading</p>,
});

interface Props {
  sides: Sides;
  /** The commits behind the names. */
  old: string;
  head: string;
  file: ChangedPath;
  isSplit: boolean;
  /** Counts how often it was chosen to be gone to; null: another was. */
  turn: number | null;
}

/** A changed file with its difference, which is read once it comes near to what is seen. */
export function FileSection({ sides, old, head, file, isSplit, turn }: Props) {
  const section = useRef<HTMLElement>(null);
  const isNear = useNearness(section);
  const lines = (file.added ?? 0) + (file.removed ?? 0);
  const [isOpen, setOpen] = useState(lines <= AT_ONCE_LINES_MAX);
  useEffect(() => {
    if (turn === null) return;
    setOpen(true);
    section.current?.scrollIntoView({ block: "start" });
    section.current?.focus({ preventScroll: true });
  }, [turn]);
  const gone = file.status === "removed";
  const place = { repo: sides.repo, commit: gone ? old : head, path: gone ? file.old_path : file.path, start_line: 1, end_line: 1 };
  return (
    <section
      ref={section}
      data-file={file.path}
      aria-label={file.path}
      tabIndex={-1}
      className="scroll-mt-2 overflow-clip rounded-lg border border-line bg-panel outline-none"
    >
      <header className="sticky top-0 z-10 flex flex-wrap items-center gap-x-2 gap-y-0.5 border-b border-line bg-panel px-3 py-2 sm:gap-x-3 text-[13px]">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`Difference of ${file.path}`}
          onClick={() => setOpen(!isOpen)}
          className="-mr-1 -ml-1 size-6 rounded text-soft hover:bg-raised"
        >
          <span aria-hidden>{isOpen ? "▾" : "▸"}</span>
        </button>
        <h2 className="min-w-0 flex-[1_1_calc(100%-3rem)] font-mono sm:flex-1 font-medium wrap-anywhere">
          {file.status === "renamed" && <span className="font-normal text-soft">{file.old_path} → </span>}
          {file.path}
        </h2>
        <span className="text-xs text-soft max-sm:ml-7">{WORDS[file.status]}</span>
        <Counts added={file.added} removed={file.removed} />
        <a href={codeAddress(place)} className="text-xs text-accent hover:underline">
          Open file
        </a>
      </header>
      {isOpen && isNear && <FileBody sides={sides} file={file} isSplit={isSplit} />}
      {isOpen && !isNear && <div style={{ height: Math.min(lines + 6, 40) * 20 }} />}
      {!isOpen && lines > AT_ONCE_LINES_MAX && (
        <p className="px-3 py-2 text-[13px] text-soft">
          {formatCount(lines, "changed line")}.{" "}
          <button type="button" onClick={() => setOpen(true)} className="text-accent hover:underline">
            Show them
          </button>
        </p>
      )}
    </section>
  );
}

/** Whether the element came near to what is seen at least once. */
function useNearness(element: React.RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (!element.current || isNear) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), { rootMargin: "600px" });
    watcher.observe(element.current);
    return () => watcher.disconnect();
  }, [element, isNear]);
  return isNear;
}
