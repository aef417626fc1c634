"use client";

import { useEffect, useRef, useState } from "react";

/** How often `value` has changed so far. */
export function useChanges(value: string): number {
  const [count, setCount] = useState(0);
  const last = useRef(value);
  useEffect(() => {
    if (last.current === value) return;
    last.current = value;
    setCount((known) => known + 1);
  }, [value]);
  return count;
}
