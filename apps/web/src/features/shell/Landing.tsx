"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useCurrentRepo } from "@/lib/repo";
import { focusMain } from "./focus";
import { findPlace, REPO_PLACES } from "./places";

/** After a way from screen to screen: the page has its name, and the keyboard goes on from what is new. */
export function Landing() {
  const path = usePathname();
  const repo = useCurrentRepo();
  const last = useRef(path);

  useEffect(() => {
    const label = findPlace(path)?.label;
    if (!label) return;
    const about = repo && REPO_PLACES.has(path) ? [repo] : [];
    document.title = [...about, label.toLowerCase(), "repochat"].join(" - ");
  }, [path, repo]);

  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    const frame = requestAnimationFrame(() => {
      const at = document.activeElement;
      if (!at || at === document.body || at.closest("nav, [role=menu]")) focusMain();
    });
    return () => cancelAnimationFrame(frame);
  }, [path]);

  return null;
}
