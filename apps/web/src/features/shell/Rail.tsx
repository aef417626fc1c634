"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { KeysButton } from "./KeysDialog";
import { Mark } from "./Mark";
import { PLACES, type Place } from "./places";
import { ThemeMenu } from "./ThemeMenu";

const BOTTOM = "/settings";

/** The screens, as a column at the left where there is room. */
export function Rail({ repo, tools }: { repo: string | null; tools: ReactNode }) {
  const above = PLACES.filter((place) => place.path !== BOTTOM);
  const below = PLACES.filter((place) => place.path === BOTTOM);
  return (
    <nav
      aria-label="Screens"
      className="sticky top-0 hidden h-dvh w-20 shrink-0 flex-col items-center gap-1 border-r border-line bg-panel px-1.5 py-3 lg:flex"
    >
      <Link href="/" aria-label="repochat, to the dashboard" className="mb-2 rounded-lg p-1">
        <Mark />
      </Link>
      {tools}
      {above.map((place) => (
        <RailLink key={place.path} place={place} repo={repo} />
      ))}
      <div className="mt-auto flex w-full flex-col items-center gap-1">
        {below.map((place) => (
          <RailLink key={place.path} place={place} repo={repo} />
        ))}
        <div className="flex">
          <ThemeMenu />
          <KeysButton />
        </div>
      </div>
    </nav>
  );
}

function RailLink({ place, repo }: { place: Place; repo: string | null }) {
  const isHere = usePathname() === place.path;
  return (
    <Link
      href={place.address(repo)}
      aria-current={isHere ? "page" : undefined}
      className="flex w-full flex-col items-center gap-0.5 rounded-lg py-1.5 text-[11px] leading-4 text-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:font-medium aria-[current=page]:text-ink"
    >
      <place.Icon />
      {place.label}
    </Link>
  );
}
