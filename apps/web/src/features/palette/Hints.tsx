import { PREFIXES } from "./modes";

/** What a first character does, for who has typed nothing yet. */
export function PrefixHints({ onPick }: { onPick: (mark: string) => void }) {
  return (
    <div className="border-t border-line px-3 py-2.5">
      <p className="px-1 pb-1 text-[12px] text-soft">Begin with a mark to look for one kind alone.</p>
      <ul className="grid gap-x-4 sm:grid-cols-2">
        {PREFIXES.map(({ mark, label, example }) => (
          <li key={mark}>
            <button
              type="button"
              onClick={() => onPick(mark)}
              className="flex min-h-9 w-full items-baseline gap-2 rounded-md px-1 py-1 text-left text-[13px] hover:bg-raised sm:min-h-7"
            >
              <kbd className="w-5 shrink-0 rounded border border-line bg-raised text-center font-mono text-[12px]">{mark}</kbd>
              <span className="shrink-0">{label}</span>
              <span className="min-w-0 truncate text-[12px] text-soft">{example}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const KEYS: [string, string][] = [
  ["↑ ↓", "choose"],
  ["Enter", "open"],
  ["Ctrl Enter", "in a new tab"],
  ["Tab", "complete"],
  ["Esc", "close"],
];

/** The keys, where there is a keyboard to expect. */
export function KeyHints({ tookMs }: { tookMs: number | null }) {
  return (
    <div className="hidden items-center gap-4 border-t border-line px-4 py-1.5 text-[11px] text-soft sm:flex">
      {KEYS.map(([keys, does]) => (
        <span key={keys}>
          <kbd className="font-mono">{keys}</kbd> {does}
        </span>
      ))}
      {tookMs !== null && <span className="ml-auto tabular-nums">{Math.max(1, Math.round(tookMs))} ms</span>}
    </div>
  );
}
