"use client";

import { useState } from "react";
import { InlineCode } from "@/ui/Markdown";
import { describeMissing, STATUS_WORDS, type Statement } from "@/lib/answer";

const GLYPHS = { supported: "✓", partly: "◐", unsupported: "✕" } as const;
const LOOKS = { supported: "text-good", partly: "text-fair", unsupported: "text-bad" } as const;

export function StatusGlyph({ status }: { status: Statement["status"] }) {
  return (
    <span aria-hidden="true" className={`mr-1 font-bold ${LOOKS[status]}`}>
      {GLYPHS[status]}
    </span>
  );
}

/**
 * The mark in the gutter, told apart by its shape. What is not supported is a button that says what is missing, on
 * hover, on focus and on a tap.
 */
export function SupportMark({ statement }: { statement: Statement }) {
  const status = statement.status;
  if (status === "supported") {
    return (
      <span title="Supported by the cited lines" className={`text-xs leading-6 font-bold select-none ${LOOKS[status]}`}>
        <span aria-hidden="true">{GLYPHS[status]}</span>
        <span className="sr-only">Supported: </span>
      </span>
    );
  }
  return <DoubtMark statement={statement} />;
}

function DoubtMark({ statement }: { statement: Statement }) {
  const [isOpen, setOpen] = useState(false);
  const { words, names } = describeMissing(statement);
  const status = statement.status;
  return (
    <span
      className="relative"
      onMouseEnter={() => setOpen(true)}
      onMouseLeave={() => setOpen(false)}
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
        className={`size-6 rounded text-sm leading-6 font-bold hover:bg-raised ${LOOKS[status]}`}
      >
        <span aria-hidden="true">{GLYPHS[status]}</span>
        <span className="sr-only">
          {status === "partly" ? "Partly supported. " : "Not supported. "}
          {words} {names.join(", ")}
        </span>
      </button>
      {isOpen && (
        <span
          role="tooltip"
          className="absolute top-full left-0 z-10 w-64 max-w-[calc(100vw-4rem)] rounded-md border border-line bg-panel px-3 py-2 text-[13px] leading-5 shadow-lg"
        >
          <strong className={`block font-semibold ${LOOKS[status]}`}>{capitalise(STATUS_WORDS[status])}</strong>
          {words}{" "}
          {names.map((name, index) => (
            <span key={name}>
              {index > 0 && ", "}
              <InlineCode>{name}</InlineCode>
            </span>
          ))}
        </span>
      )}
    </span>
  );
}

function capitalise(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What the glyphs mean, for those that the answer has. */
export function Legend({ statements }: { statements: Statement[] }) {
  const present = (Object.keys(GLYPHS) as (keyof typeof GLYPHS)[]).filter((status) =>
    statements.some((statement) => statement.status === status),
  );
  if (present.every((status) => status === "supported")) return null;
  return (
    <p className="flex flex-wrap gap-x-4 text-xs text-soft">
      {present.map((status) => (
        <span key={status}>
          <StatusGlyph status={status} />
          {STATUS_WORDS[status]} by the cited lines
        </span>
      ))}
    </p>
  );
}
