"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

interface Props {
  text: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  /** What it belongs to: something that can have the focus, so that the keyboard shows it too. */
  children: ReactElement;
}

/** A few words beside what is pointed at or has the focus. Never the only way to learn something. */
export function Tooltip({ text, side = "top", children }: Props) {
  return (
    <Radix.Provider delayDuration={350} skipDelayDuration={200}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-80 rounded-md border border-line bg-panel px-2.5 py-1.5 text-xs leading-5 text-ink shadow-lg"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
