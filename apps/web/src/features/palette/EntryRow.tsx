"use client";

import { Command } from "cmdk";
import type { Entry } from "./entry";

/** One line of results; two where there is little room. */
export function EntryRow({ entry, onChoose }: { entry: Entry; onChoose: (entry: Entry) => void }) {
  return (
    <Command.Item
      value={entry.id}
      onSelect={() => onChoose(entry)}
      className="flex min-h-10 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1 text-[13px] data-[selected=true]:bg-raised data-[selected=true]:outline-1 data-[selected=true]:-outline-offset-1 data-[selected=true]:outline-accent sm:min-h-8"
    >
      <span className="flex w-4 shrink-0 justify-center text-soft">{entry.icon}</span>
      <span className="flex min-w-0 flex-1 flex-col sm:flex-row sm:items-baseline sm:gap-3">
        <span className={`min-w-0 truncate sm:flex-1 ${entry.isCode ? "font-mono text-[12.5px]" : ""}`}>
          {entry.title}
        </span>
        {entry.detail && (
          // Cut at its begin: a path says most at its end.
          <span dir="rtl" className="min-w-0 truncate text-left text-[12px] text-soft sm:max-w-[45%] sm:shrink-0 sm:text-right">
            <bdi dir="ltr">{entry.detail}</bdi>
          </span>
        )}
      </span>
      {entry.tag && <span className="shrink-0 text-[11px] text-soft">{entry.tag}</span>}
    </Command.Item>
  );
}
