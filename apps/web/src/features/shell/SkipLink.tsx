"use client";

import { focusMain } from "./focus";

/** The first stop of the Tab key: past the screens' names, to what this one is about. */
export function SkipLink() {
  return (
    <a
      href="#screen"
      onClick={(event) => {
        event.preventDefault();
        focusMain();
      }}
      className="fixed top-2 left-2 z-50 -translate-y-24 rounded-lg bg-accent px-4 py-2 text-sm font-medium text-accent-ink focus:translate-y-0"
    >
      Skip to the content
    </a>
  );
}
