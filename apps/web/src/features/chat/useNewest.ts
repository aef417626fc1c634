"use client";

import { useCallback, useEffect, useRef, useState } from "react";

const NEAR_PX = 48;
const AWAY_PX = 160;

/**
 * Whether there is more below. A reader who went to the end of an answer that is longer than the page is kept there
 * while it goes on; everybody else stays where they read.
 */
export function useNewest(isRunning: boolean) {
  const [isAway, setAway] = useState(false);
  const follows = useRef(false);

  useEffect(() => {
    const look = () => {
      const left = countLeft();
      follows.current = left < NEAR_PX && hasLongTurn();
      setAway(left > AWAY_PX);
    };
    const grow = new ResizeObserver(() => {
      if (isRunning && follows.current) window.scrollTo({ top: document.documentElement.scrollHeight });
      setAway(countLeft() > AWAY_PX);
    });
    grow.observe(document.body);
    window.addEventListener("scroll", look, { passive: true });
    return () => {
      grow.disconnect();
      window.removeEventListener("scroll", look);
    };
  }, [isRunning]);

  const toNewest = useCallback(() => window.scrollTo({ top: document.documentElement.scrollHeight }), []);
  return { isAway, toNewest };
}

function countLeft(): number {
  const { scrollHeight, clientHeight } = document.documentElement;
  return scrollHeight - clientHeight - window.scrollY;
}

function hasLongTurn(): boolean {
  const turns = document.querySelectorAll<HTMLElement>("[data-key]");
  return (turns.item(turns.length - 1)?.offsetHeight ?? 0) > window.innerHeight;
}
