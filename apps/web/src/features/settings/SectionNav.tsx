"use client";

import Link from "next/link";
import { useEffect, useRef } from "react";
import { settingsAddress } from "@/lib/routes";
import { useUnsaved } from "./drafts";
import { GROUPS, SECTIONS, type SectionId } from "./sections";

/** The sections: a list at the left where there is room, a row that scrolls where there is none. */
export function SectionNav({ chosen, repo }: { chosen: SectionId; repo: string | null }) {
  const unsaved = useUnsaved();
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const list = row.current;
    const current = list?.querySelector<HTMLElement>("[aria-current]");
    if (list && current) list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
  }, [chosen]);
  return (
    <nav
      ref={row}
      aria-label="Sections"
      className="relative -mx-4 flex gap-1 overflow-x-auto border-b border-line px-4 pb-2 md:mx-0 md:block md:space-y-4 md:overflow-visible md:border-0 md:p-0"
    >
      {GROUPS.map((group) => (
        <div key={group} className="flex gap-1 md:block md:space-y-0.5">
          <p className="hidden px-2.5 pb-1 text-xs text-soft md:block">{group}</p>
          {SECTIONS.filter((section) => section.group === group).map(({ id, label }) => (
            <Link
              key={id}
              href={settingsAddress(id, repo)}
              scroll={false}
              aria-current={id === chosen ? "page" : undefined}
              className="flex shrink-0 items-center gap-2 rounded-md px-2.5 py-1.5 text-[13px] whitespace-nowrap text-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {label}
              {unsaved.has(id) && (
                <span className="ml-auto size-2 rounded-full bg-mark-edge">
                  <span className="sr-only">(not saved)</span>
                </span>
              )}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
