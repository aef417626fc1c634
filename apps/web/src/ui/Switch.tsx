"use client";

import { Switch as Radix } from "radix-ui";

interface Props {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  isDisabled?: boolean;
  id?: string;
}

/** On or off, at once. The thumb's place and the filled track tell it, not the colour alone. */
export function Switch({ label, isOn, onChange, isDisabled = false, id }: Props) {
  return (
    <Radix.Root
      aria-label={label}
      checked={isOn}
      disabled={isDisabled}
      onCheckedChange={onChange}
      {...(id ? { id } : {})}
      className="relative h-5 w-9 shrink-0 rounded-full border border-soft bg-raised disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-soft transition-transform data-[state=checked]:translate-x-4.5 data-[state=checked]:bg-accent-ink" />
    </Radix.Root>
  );
}
