"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useState, type ReactNode, type RefObject } from "react";

interface Props {
  /** The element that scrolls. */
  scroller: RefObject<HTMLElement | null>;
  count: number;
  rowPx: number;
  /** The row to keep in sight when it changes; -1 for none. */
  inSight?: number;
  keyOf?: (index: number) => string | number;
  render: (index: number) => ReactNode;
}

const OVERSCAN = 12;

/** Rows of one height of which only those in sight are in the page, however many there are. */
export function VirtualRows({ scroller, count, rowPx, inSight = -1, keyOf, render }: Props) {
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    ...(keyOf ? { getItemKey: keyOf } : {}),
  });
  // What scrolls is around this, so it is known only after the first drawing.
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => setDrawn(true), []);
  useEffect(() => {
    if (!isDrawn || inSight < 0 || inSight >= count) return;
    // A step further scrolls by a row; what is far comes to the middle.
    const { startIndex = 0, endIndex = 0 } = rows.range ?? {};
    const isNear = inSight >= startIndex - 1 && inSight <= endIndex + 1;
    rows.scrollToIndex(inSight, { align: isNear ? "auto" : "center" });
  }, [rows, inSight, count, isDrawn]);
  return (
    <div role="presentation" className="relative w-full" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ key, index, start }) => (
        <div
          key={key}
          role="presentation"
          className="absolute inset-x-0 top-0"
          style={{ height: rowPx, transform: `translateY(${start}px)` }}
        >
          {render(index)}
        </div>
      ))}
    </div>
  );
}
