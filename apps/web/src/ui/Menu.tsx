"use client";

import { DropdownMenu as Radix } from "radix-ui";
import Link from "next/link";
import type { ReactNode } from "react";

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  /** One of the two: where it leads, or what it does. */
  href?: string;
  onChoose?: () => void;
  /** Something is lost by it. */
  isGrave?: boolean;
  isDisabled?: boolean;
}

const ROW =
  "flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 text-[13px] outline-none select-none data-highlighted:bg-raised data-disabled:opacity-50";

/** Choices behind a button, which is `children`. Arrow keys and first letters lead through it. */
export function Menu({ items, children, align = "end" }: { items: MenuItem[]; children: ReactNode; align?: "start" | "end" }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-lg border border-line bg-panel p-1 shadow-lg"
        >
          {items.map((item) => (
            <Item key={item.label} item={item} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ item }: { item: MenuItem }) {
  const look = `${ROW} ${item.isGrave ? "text-bad" : ""}`;
  if (item.href) {
    return (
      <Radix.Item asChild className={look}>
        <Link href={item.href}>
          {item.icon}
          {item.label}
        </Link>
      </Radix.Item>
    );
  }
  return (
    <Radix.Item
      className={look}
      {...(item.isDisabled ? { disabled: true } : {})}
      {...(item.onChoose ? { onSelect: item.onChoose } : {})}
    >
      {item.icon}
      {item.label}
    </Radix.Item>
  );
}
