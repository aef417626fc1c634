import { formatCount } from "@/lib/format";
import { Part } from "./Part";
import { countClaims, formatShare, type Outcome } from "./sums";

const KEPT = [
  { name: "supported", label: "Supported", words: "the cited lines carry it", look: "bg-good" },
  { name: "partly", label: "Partly supported", words: "the cited lines carry a part of it", look: "bg-fair" },
  { name: "unsupported", label: "Not supported", words: "shown, and marked as such", look: "bg-bad" },
] as const;

/** What was said, and what the checks against the lines made of it. */
export function ChecksView({ outcome, hasModel }: { outcome: Outcome; hasModel: boolean }) {
  const claims = countClaims(outcome);
  const writer = hasModel ? "The model" : "The answer";
  const losses = [
    outcome.removed > 0 && `${formatCount(outcome.removed, "statement")} removed, because no line carries ${outcome.removed === 1 ? "it" : "them"}.`,
    outcome.unknown_ids > 0 &&
      `${formatCount(outcome.unknown_ids, "citation")} dropped, because ${outcome.unknown_ids === 1 ? "it names" : "they name"} nothing that was shown.`,
  ].filter((loss) => loss !== false);
  return (
    <Part id="why-checked" label="Checks" title="What was said, and what the checks made of it">
      <p className="text-[13px] text-soft">
        {writer} states {formatCount(claims, "claim")} with {formatCount(outcome.citations, "citation")}
        {outcome.other > 0 && `, and ${formatCount(outcome.other, "line")} that claim nothing`}. Every claim was held against
        the lines that it cites.
      </p>
      {claims > 0 && (
        <div aria-hidden="true" className="flex h-3 gap-px overflow-hidden rounded-sm bg-raised">
          {KEPT.map(({ name, look }) => (
            <span key={name} className={look} style={{ width: `${(100 * outcome[name]) / claims}%` }} />
          ))}
        </div>
      )}
      <ul className="space-y-0.5 text-[13px]">
        {KEPT.map(({ name, label, words, look }) => (
          <li key={name} className="flex items-baseline gap-2">
            <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-[2px] ${look}`} />
            <span className="flex-1">
              {label}
              <span className="text-soft">: {words}</span>
            </span>
            <data data-claims={name} value={outcome[name]} className="tabular-nums">
              {outcome[name]}
            </data>
            <span className="w-12 text-right text-soft tabular-nums">{formatShare(outcome[name], claims)}</span>
          </li>
        ))}
      </ul>
      <ul className="space-y-0.5 text-[13px]">
        {losses.map((loss) => (
          <li key={loss}>{loss}</li>
        ))}
        {losses.length === 0 && <li className="text-soft">Nothing was taken out.</li>}
        {hasModel && <li className={outcome.masked > 0 ? "" : "text-soft"}>{describeMasked(outcome.masked)}</li>}
        {outcome.tool_calls > 0 && (
          <li>
            {formatCount(outcome.tool_calls, "tool call")} in {formatCount(outcome.requests, "request")}.
          </li>
        )}
      </ul>
      {outcome.note && <p className="border-l-2 border-line pl-3 text-[13px]">{outcome.note}</p>}
    </Part>
  );
}

function describeMasked(masked: number): string {
  return masked > 0
    ? `${formatCount(masked, "secret")} masked before anything was sent to the model.`
    : "No secret had to be masked in what was sent.";
}
