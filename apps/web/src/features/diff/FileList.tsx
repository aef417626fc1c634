"use client";

import { useState } from "react";
import { Counts } from "./Counts";
import { WORDS, type ChangedPath } from "./model";

const MARKS: Record<ChangedPath["status"], string> = { added: "A", removed: "D", modified: "M", renamed: "R", retyped: "T" };
const LOOKS: Record<ChangedPath["status"], string> = {
  added: "text-good",
  removed: "text-bad",
  modified: "text-soft",
  renamed: "text-accent",
  retyped: "text-fair",
};

interface Props {
  files: ChangedPath[];
  chosen: string | null;
  onChoose: (path: string) => void;
}

/** The changed files, to go to; those whose path holds what is typed. */
export function FileList({ files, chosen, onChoose }: Props) {
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const shown = files.filter((file) => file.path.toLowerCase().includes(wanted) || file.old_path.toLowerCase().includes(wanted));
  return (
    <nav aria-label="Changed files" className="flex min-h-0 flex-col gap-2">
      <input
        type="search"
        aria-label="Filter the files"
        placeholder="Filter the files"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="min-h-9 rounded-lg border border-line bg-panel px-2.5 text-[13px] placeholder:text-soft"
      />
      <ul className="min-h-0 flex-1 overflow-auto text-[13px]" tabIndex={-1}>
        {shown.map((file) => (
          <li key={`${file.old_path} ${file.path}`} className="[contain-intrinsic-size:auto_28px] [content-visibility:auto]">
            <button
              type="button"
              aria-current={file.path === chosen ? "true" : undefined}
              title={file.path}
              onClick={() => onChoose(file.path)}
              className="flex min-h-7 w-full items-center gap-2 rounded-md px-1.5 text-left hover:bg-raised aria-[current]:bg-raised"
            >
              <span aria-hidden className={`w-3 shrink-0 font-mono text-xs ${LOOKS[file.status]}`}>
                {MARKS[file.status]}
              </span>
              <span className="sr-only">{WORDS[file.status]}: </span>
              <span className="min-w-0 flex-1 truncate font-mono text-xs" dir="rtl">
                <bdi dir="ltr">{file.path}</bdi>
              </span>
              <Counts added={file.added} removed={file.removed} />
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="text-[13px] text-soft">No changed file is called that.</p>}
    </nav>
  );
}
