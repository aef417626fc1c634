"use client";

import { useEffect, useRef } from "react";
import { formatAgo } from "@/lib/format";
import { CheckIcon, LockIcon } from "@/ui/icons";
import type { ForgeRepository } from "./useForgePicks";

interface Props {
  /** That of the field that it belongs to. */
  id: string;
  picks: ForgeRepository[];
  active: number;
  isBusy: boolean;
  onPick: (pick: ForgeRepository) => void;
}

export function optionId(id: string, index: number): string {
  return `${id}-pick-${index}`;
}

/** What the forge shows. The field above keeps the focus; the arrow keys move through here. */
export function PickList({ id, picks, active, isBusy, onPick }: Props) {
  const chosen = useRef<HTMLLIElement>(null);
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <ul
      id={`${id}-picks`}
      role="listbox"
      aria-label="Your repositories at GitHub"
      className={picks.length > 0 ? "max-h-72 overflow-auto rounded-lg border border-line bg-page p-1" : "hidden"}
    >
      {picks.map((pick, index) => (
        <li
          key={pick.full_name}
          ref={index === active ? chosen : undefined}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          aria-disabled={isBusy}
          onClick={() => !isBusy && onPick(pick)}
          className="flex cursor-default items-baseline gap-2 rounded-md px-2 py-1.5 text-[13px] hover:bg-raised aria-selected:bg-raised aria-selected:outline-2 aria-selected:-outline-offset-2 aria-selected:outline-accent"
        >
          <span className="shrink-0 font-medium wrap-anywhere">{pick.full_name}</span>
          {pick.is_private && (
            <span className="inline-flex shrink-0 items-center gap-1 self-center text-xs text-soft">
              <LockIcon /> private
            </span>
          )}
          <span className="min-w-0 flex-1 truncate text-soft">{pick.description}</span>
          {pick.is_connected ? (
            <span className="inline-flex shrink-0 items-center gap-1 self-center text-xs text-good">
              <CheckIcon /> connected
            </span>
          ) : (
            pick.pushed_at && <span className="shrink-0 text-xs text-soft max-sm:hidden">{formatAgo(pick.pushed_at)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
