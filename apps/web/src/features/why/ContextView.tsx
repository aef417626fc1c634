import type { Schemas } from "@/lib/api";
import { formatCount } from "@/lib/format";
import { PlaceText } from "@/ui/PlaceText";
import { Budget } from "./Budget";
import { PieceList } from "./PieceList";
import { Part } from "./Part";

const REASONS: Record<string, { label: string; why: string }> = {
  budget: { label: "No room", why: "The token budget was spent on what ranked higher." },
  duplicate: { label: "Shown already", why: "Another piece shows these lines." },
  document_quota: { label: "Enough documentation", why: "Documents may take only a part of the budget." },
  test_quota: { label: "Enough tests", why: "Tests may take only a part of the budget." },
  unreadable: { label: "Unreadable", why: "There was nothing to read at these lines." },
};

/** What the answer was written from: the budget as a bar that adds up, every piece, and what there was no room for. */
export function ContextView({ context, hasModel }: { context: Schemas["ContextUse"]; hasModel: boolean }) {
  const cited = context.pieces.filter((piece) => piece.cited);
  const ignored = context.pieces.filter((piece) => !piece.cited);
  const longest = Math.max(0, ...context.pieces.map((piece) => piece.tokens));
  const whole = context.tokens_max;
  const selected = context.pieces.filter((piece) => piece.origin === "focus");
  return (
    <Part id="why-shown" label="Context" title={hasModel ? "What the model was shown" : "What the answer was made from"}>
      {selected.length > 0 && (
        <p className="text-[13px]">
          The question came with a selection, which is read first: <PlaceText {...selected[0]!} symbol="" />
        </p>
      )}
      {whole > 0 ? (
        <Budget context={context} />
      ) : (
        <p className="text-[13px] text-soft">
          No model was asked, so no tokens were counted: the answer quotes from these places themselves.
        </p>
      )}
      <PieceList title="Cited" pieces={cited} longest={longest} whole={whole} />
      <PieceList title={hasModel ? "Shown, not cited" : "Read, not cited"} pieces={ignored} longest={longest} whole={whole} />
      <Dropped dropped={context.dropped} />
    </Part>
  );
}

function Dropped({ dropped }: { dropped: Schemas["DroppedUse"][] }) {
  if (dropped.length === 0) return null;
  const reasons = [...new Set(dropped.map((piece) => piece.reason))];
  return (
    <details className="text-[13px]">
      <summary className="w-fit cursor-pointer rounded font-medium select-none hover:underline">
        Left out: {formatCount(dropped.length, "piece")}
        <span className="font-normal text-soft">, {reasons.map((reason) => nameReason(reason).toLowerCase()).join(", ")}</span>
      </summary>
      <div className="mt-1.5 space-y-3">
        {reasons.map((reason) => (
          <section key={reason} aria-label={`Left out: ${nameReason(reason)}`}>
            <h4 className="font-medium">
              {nameReason(reason)} <span className="font-normal text-soft">{REASONS[reason]?.why}</span>
            </h4>
            <ul className="mt-0.5 space-y-0.5 border-l-2 border-line pl-3">
              {dropped
                .filter((piece) => piece.reason === reason)
                .map((piece, index) => (
                  <li key={index} data-dropped={reason} className="flex items-baseline justify-between gap-3">
                    <PlaceText path={piece.path} start_line={piece.start_line} end_line={piece.end_line} />
                    <span className="shrink-0 text-xs whitespace-nowrap text-soft tabular-nums">
                      {piece.tokens > 0 ? formatCount(piece.tokens, "token") : piece.rank > 0 ? `rank ${piece.rank}` : ""}
                    </span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </details>
  );
}

function nameReason(reason: string): string {
  return REASONS[reason]?.label ?? reason.replaceAll("_", " ");
}
