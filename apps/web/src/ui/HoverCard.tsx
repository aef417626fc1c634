"use client";

import { HoverCard as Radix } from "radix-ui";
import { useRef, useState, type ReactElement, type ReactNode } from "react";

interface Props {
  /** What the card is about: the pointer or the focus on it shows the card. A tap does what the trigger does. */
  trigger: ReactElement;
  label: string;
  children: ReactNode;
}

const OPEN_MS = 250;
const CLOSE_MS = 150;

/** What a link leads to, shown before it is opened. Escape puts it away; it takes no focus. */
export function HoverCard({ trigger, label, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const wasUsed = useRef(false); // the focus that comes back from what was opened shows nothing
  const change = (wanted: boolean) => {
    setOpen(wanted && !wasUsed.current);
    if (wanted) wasUsed.current = false;
  };
  const use = () => {
    setOpen(false);
    wasUsed.current = true;
  };
  return (
    <Radix.Root open={isOpen} onOpenChange={change} openDelay={OPEN_MS} closeDelay={CLOSE_MS}>
      <Radix.Trigger asChild onClick={use}>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          role="region"
          aria-label={label}
          side="bottom"
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="z-40 w-[40rem] max-w-[calc(100vw-1.5rem)] overflow-hidden rounded-lg border border-line bg-panel text-sm shadow-xl"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
