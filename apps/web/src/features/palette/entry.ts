import type { ReactNode } from "react";

/** Something that can be chosen: it leads to an address, or does something. */
export interface Entry {
  /** The same for the same thing, so that a choice stays while results come. */
  id: string;
  icon: ReactNode;
  title: ReactNode;
  /** What a screen reader and the list of recent choices call it. */
  name: string;
  detail?: string;
  /** A short word at the side: the kind of a symbol. */
  tag?: string;
  isCode?: boolean;
  href?: string;
  run?: () => void;
  /** What stands in the field after Tab. */
  completes?: string;
  /** Whether the palette stays open. */
  stays?: boolean;
  /** Whether it is offered again when nothing is typed. */
  isKept?: boolean;
}

export interface Group {
  heading: string;
  entries: Entry[];
}

export function withoutRepeats(groups: readonly Group[]): Group[] {
  const seen = new Set<string>();
  const isNew = ({ id }: Entry) => !seen.has(id) && seen.add(id) !== undefined;
  return groups
    .map(({ heading, entries }) => ({ heading, entries: entries.filter(isNew) }))
    .filter(({ entries }) => entries.length > 0);
}
