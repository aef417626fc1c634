const MARKS = [
  { mark: "@", label: "@path", title: "Keep to a file or a folder: @src/app" },
  { mark: "#", label: "#symbol", title: "Name a definition: #Session.send" },
  { mark: "lang:", label: "lang:", title: "Keep to a language: lang:python" },
  { mark: "tests:none ", label: "tests:", title: "With tests (tests:only) or without (tests:none)" },
];

/** The marks that narrow a question; a press writes one into it. */
export function ScopeHints({ onInsert, disabled }: { onInsert: (mark: string) => void; disabled: boolean }) {
  return (
    <span role="group" aria-label="Narrow the question" className="hidden items-center gap-0.5 @xl:flex">
      {MARKS.map(({ mark, label, title }) => (
        <button
          key={label}
          type="button"
          title={title}
          disabled={disabled}
          onClick={() => onInsert(mark)}
          className="rounded px-1 py-0.5 font-mono text-xs text-soft hover:bg-raised hover:text-ink disabled:opacity-50"
        >
          {label}
        </button>
      ))}
    </span>
  );
}
