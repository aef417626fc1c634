import { formatCount, formatMs } from "@/lib/format";
import type { Step } from "./turn";

const WORDS: Record<string, string> = {
  search: "Searched",
  read_lines: "Read",
  find_definition: "Looked up the definition of",
  find_references: "Looked for uses of",
  find_callers: "Looked for callers of",
  find_callees: "Looked at what is called by",
  list_directory: "Listed",
  repository_facts: "Looked at what is known of the repository",
  file_history: "Read the history of",
  line_history: "Read who changed",
  show_change: "Read the change",
  compare_revisions: "Compared",
};
const ARGUMENT_CHARS_MAX = 60;

/** What deep mode looked at: open while it looks, folded away once it writes. */
export function Steps({ steps, isLooking }: { steps: Step[]; isLooking: boolean }) {
  if (steps.length === 0) return null;
  const ms = steps.reduce((sum, step) => sum + step.ms, 0);
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  return (
    <details key={String(isLooking)} open={isLooking} className="rounded-md border border-line bg-page/60 text-[13px]">
      <summary className="cursor-pointer rounded-md px-3 py-1.5 text-soft select-none hover:text-ink">
        {isLooking ? "Looking further" : `Looked ${formatCount(steps.length, "time")}`}
        <span className="ml-2 tabular-nums">
          {formatMs(ms)} · {formatCount(tokens, "token")}
        </span>
      </summary>
      <ol className="border-t border-line/60 py-1">
        {steps.map((step) => (
          <li key={step.id} data-step={step.state} className="flex flex-wrap items-baseline gap-x-2 px-3 py-1">
            <span>
              {WORDS[step.name] ?? step.name}{" "}
              <span className="font-mono text-[12px] wrap-anywhere text-soft">{describeInput(step.input)}</span>
            </span>
            {step.state === "running" ? (
              <span className="text-soft">…</span>
            ) : (
              <span className={`min-w-0 wrap-anywhere ${step.state === "failed" ? "text-bad" : "text-soft"}`}>
                → {shortenSummary(step)}
              </span>
            )}
            {step.state === "done" && <span className="ml-auto text-soft tabular-nums">{formatMs(step.ms)}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}

function describeInput(input: Record<string, unknown>): string {
  const values = Object.values(input).filter((value) => ["string", "number"].includes(typeof value) && value !== "");
  const text = values.map(String).join(" ");
  return text.length > ARGUMENT_CHARS_MAX ? `${text.slice(0, ARGUMENT_CHARS_MAX)}…` : text;
}

/** The API's line repeats the call in front of what came back; the call is shown already. */
function shortenSummary({ name, summary }: Step): string {
  const end = summary.startsWith(`${name}(`) ? summary.indexOf("): ") : -1;
  return end < 0 ? summary : summary.slice(end + 3);
}
