"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/ui/Button";
import type { Turn } from "./turn";
import { TurnView, type TurnProps } from "./TurnView";

type Props = Omit<TurnProps, "turn"> & { turns: Turn[]; hasEarlier: boolean; onEarlier: () => void };

/** The last of several turns is as high as the page, so that its question comes to the top and nothing jumps. */
const LIST = "space-y-6 [&>*:last-child:not(:first-child)]:min-h-[calc(100dvh-15rem)]";

/** The conversation, the latest question in sight. */
export function TurnList({ turns, hasEarlier, onEarlier, ...rest }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const last = turns.at(-1)?.key;
  useEffect(() => {
    if (last !== undefined) list.current?.lastElementChild?.scrollIntoView({ block: "start" });
  }, [last]);
  return (
    <div className="space-y-6">
      {hasEarlier && (
        <Button className="w-full" onClick={onEarlier}>
          Earlier questions
        </Button>
      )}
      <div ref={list} aria-live="polite" aria-relevant="additions" className={LIST}>
        {turns.map((turn) => (
          <TurnView key={turn.key} turn={turn} {...rest} />
        ))}
      </div>
    </div>
  );
}
