"use client";

import { memo, useEffect, useRef } from "react";
import { Button } from "@/ui/Button";
import type { Turn } from "./turn";
import { TurnView, type TurnProps } from "./TurnView";

type Props = Omit<TurnProps, "turn"> & { turns: Turn[]; hasEarlier: boolean; onEarlier: () => Promise<void> };

/** The last of several turns is as high as the page, so that its question comes to the top and nothing jumps. */
const LIST = "space-y-6 [&>*:last-child:not(:first-child)]:min-h-[calc(100dvh-15rem)]";

/** The conversation, the latest question in sight. */
export const TurnList = memo(function TurnList({ turns, hasEarlier, onEarlier, ...rest }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const last = turns.at(-1)?.key;
  useEffect(() => {
    if (last !== undefined && list.current?.lastElementChild) return bringUp(list.current.lastElementChild);
  }, [last]);
  return (
    <div className="space-y-6">
      {hasEarlier && (
        <Button className="w-full" onClick={() => void onEarlier()}>
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
});

const SETTLING_MS = 600;
const BY_HAND = ["wheel", "touchmove", "keydown", "pointerdown"];

/** To the top of the page, until the turns above have their true heights: those out of sight are only estimated. */
function bringUp(turn: Element): () => void {
  const until = performance.now() + SETTLING_MS;
  let frame = 0;
  const settle = () => {
    turn.scrollIntoView({ block: "start" });
    frame = performance.now() < until ? requestAnimationFrame(settle) : 0;
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    for (const name of BY_HAND) window.removeEventListener(name, stop);
  };
  for (const name of BY_HAND) window.addEventListener(name, stop, { passive: true });
  settle();
  return stop;
}
