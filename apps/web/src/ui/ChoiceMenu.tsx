"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { CheckIcon } from "./icons";

interface Props<Value extends string> {
  choices: { value: Value; label: string }[];
  chosen: Value;
  onChoose: (value: Value) => void;
  /** The button that opens it. */
  children: ReactNode;
}

/** One of a few, behind a button; what is chosen has a tick. */
export function ChoiceMenu<Value extends string>({ choices, chosen, onChoose, children }: Props<Value>) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-40 rounded-lg border border-line bg-panel p-1 shadow-lg"
        >
          <Radix.RadioGroup value={chosen} onValueChange={(value) => onChoose(value as Value)}>
            {choices.map(({ value, label }) => (
              <Radix.RadioItem
                key={value}
                value={value}
                className="flex min-h-8 cursor-default items-center justify-between gap-4 rounded-md px-2 text-[13px] outline-none select-none data-highlighted:bg-raised"
              >
                {label}
                <Radix.ItemIndicator>
                  <CheckIcon />
                </Radix.ItemIndicator>
              </Radix.RadioItem>
            ))}
          </Radix.RadioGroup>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
