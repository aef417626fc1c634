"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useCurrentRepo } from "@/lib/repo";
import { PLACES } from "./places";
import { ThemeSwitch } from "./ThemeSwitch";

/** The screens: a column of icons where there is room, a row that scrolls where there is none. */
export function Rail() {
  const path = usePathname();
  const repo = useCurrentRepo();
  return (
    <nav
      aria-label="Screens"
      className="flex shrink-0 items-center gap-1 overflow-x-auto border-b border-line bg-panel px-2 py-1 lg:sticky lg:top-0 lg:h-dvh lg:w-16 lg:flex-col lg:overflow-visible lg:border-r lg:border-b-0 lg:px-1 lg:py-3"
    >
      {PLACES.map(({ path: at, label, Icon, address }) => (
        <Link
          key={at}
          href={address(repo)}
          aria-current={path === at ? "page" : undefined}
          className="flex shrink-0 flex-col items-center gap-0.5 rounded-md px-2 py-1.5 text-[11px] leading-4 text-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink"
        >
          <Icon />
          {label}
        </Link>
      ))}
      <div className="ml-auto lg:mt-auto lg:ml-0">
        <ThemeSwitch />
      </div>
    </nav>
  );
}
