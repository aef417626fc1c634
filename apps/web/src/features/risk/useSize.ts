"use client";

import { useEffect, useState, type RefObject } from "react";

/** Width and height of an element in whole pixels, as they are now; [0, 0] before it is drawn. */
export function useSize(element: RefObject<HTMLElement | null>): [number, number] {
  const [size, setSize] = useState<[number, number]>([0, 0]);
  useEffect(() => {
    const drawn = element.current;
    if (!drawn) return;
    const watch = new ResizeObserver(() => setSize([drawn.clientWidth, drawn.clientHeight]));
    watch.observe(drawn);
    return () => watch.disconnect();
  }, [element]);
  return size;
}
