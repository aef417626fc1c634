"use client";

import { useEffect, useState, type RefObject } from "react";

/** The width of an element in whole pixels, as it is now; 0 before it is drawn. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState<number>(0);
  useEffect(() => {
    const drawn = element.current;
    if (!drawn) return;
    const watch = new ResizeObserver(() => setWidth(drawn.clientWidth));
    watch.observe(drawn);
    return () => watch.disconnect();
  }, [element]);
  return width;
}
