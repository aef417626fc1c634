"use client";

import { openPalette } from "@/lib/palette";
import { SearchIcon } from "@/ui/icons";

/** Opens the palette without a keyboard. */
export function FindButton() {
  return (
    <button
      type="button"
      onClick={openPalette}
      title="Find anything (Ctrl K)"
      className="flex shrink-0 items-center gap-1.5 rounded-lg px-2 py-1.5 text-[13px] text-soft hover:bg-raised hover:text-ink lg:w-full lg:flex-col lg:gap-0.5 lg:px-0 lg:text-[11px] lg:leading-4"
    >
      <SearchIcon />
      Find
    </button>
  );
}
