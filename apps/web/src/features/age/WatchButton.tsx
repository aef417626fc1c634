"use client";

import { QUIET } from "@/ui/IconButton";
import { EyeIcon } from "@/ui/icons";
import { useWatches } from "./useAges";

/** The way to the watched questions, with how many reports nobody has read; nothing while nothing is watched. */
export function WatchButton({ isOpen, onOpen }: { isOpen: boolean; onOpen: () => void }) {
  const { watches } = useWatches();
  if (watches.length === 0) return null;
  const unread = watches.reduce((sum, watch) => sum + watch.unread, 0);
  return (
    <button type="button" className={`${QUIET} shrink-0`} aria-expanded={isOpen} onClick={onOpen} title="Watched questions">
      <EyeIcon />
      <span className="max-2xl:sr-only">Watched</span>
      {unread > 0 && (
        <span className="rounded-full bg-accent px-1.5 text-[11px] leading-4 font-semibold text-accent-ink">
          {unread}
          <span className="sr-only"> new</span>
        </span>
      )}
    </button>
  );
}
