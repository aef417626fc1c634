"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useCurrentRepo } from "@/lib/repo";
import { focusMain } from "./focus";
import { findPlace, REPO_PLACES } from "./places";

const FRAMES_MAX = 300; // a screen whose script is still on its way has no content yet

/** After a way from screen to screen: the page has its name, and the keyboard goes on from what is new. */
export function Landing() {
  const path = usePathname();
  const repo = useCurrentRepo();
  const last = useRef(path);

  useEffect(() => {
    const label = findPlace(path)?.label;
    if (!label) return;
    const about = repo && REPO_PLACES.has(path) ? [repo] : [];
    const title = [...about, label.toLowerCase(), "repochat"].join(" - ");
    const put = () => {
      if (isGeneral(document.title)) document.title = title;
    };
    document.title = title;
    const watch = new MutationObserver(put); // the page's own general title may come later than this
    watch.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => watch.disconnect();
  }, [path, repo]);

  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    let frame = requestAnimationFrame(() => land(0));
    function land(waited: number) {
      const at = document.activeElement;
      if (at && at !== document.body && !at.closest("nav, [role=menu]")) return; // the screen knew better
      if (!focusMain() && waited < FRAMES_MAX) frame = requestAnimationFrame(() => land(waited + 1));
    }
    return () => cancelAnimationFrame(frame);
  }, [path]);

  return null;
}

/** Whether it is that of the built page, which knows no repository. */
function isGeneral(title: string): boolean {
  return title === "repochat" || title.endsWith(" · repochat");
}
