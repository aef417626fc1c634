"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { IconButton } from "@/ui/IconButton";
import { MenuIcon } from "@/ui/icons";
import { Menu } from "@/ui/Menu";
import { KeysButton } from "./KeysDialog";
import { Mark } from "./Mark";
import { findPlace, PLACES } from "./places";
import { ThemeMenu } from "./ThemeMenu";

/** The screens behind a button, on a narrow page; it scrolls away with the page. */
export function NarrowBar({ repo, tools }: { repo: string | null; tools: ReactNode }) {
  const path = usePathname();
  const items = PLACES.map((place) => ({ label: place.label, icon: <place.Icon />, href: place.address(repo) }));
  return (
    <nav
      aria-label="Screens"
      className="flex h-(--bar) shrink-0 items-center gap-1 border-b border-line bg-panel px-2 lg:hidden"
    >
      <Menu items={items} align="start">
        <IconButton label="Screens">
          <MenuIcon />
        </IconButton>
      </Menu>
      <span className="scale-75">
        <Mark />
      </span>
      <span className="mr-auto text-sm font-semibold">{findPlace(path)?.label ?? "repochat"}</span>
      {tools}
      <KeysButton />
      <ThemeMenu />
    </nav>
  );
}
