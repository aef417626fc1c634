import type { Schemas } from "@/lib/api";
import { formatCount, shortSha } from "@/lib/format";
import { addressOf } from "@/lib/place";
import { PlaceText } from "@/ui/PlaceText";

const ORIGINS: Record<string, string> = {
  focus: "selected by the person who asked",
  hit: "found by the search",
  neighbour: "next to what was found",
  named: "named in the question",
  tool: "fetched by a tool",
};
const OPEN_MAX = 12; // a longer list begins folded
const REASONS: Record<string, string> = {
  budget: "over the token budget",
  duplicate: "shown already",
  document_quota: "enough documentation was shown",
  test_quota: "enough tests were shown",
  unreadable: "could not be read",
};

/** What the answer was written from: cited, ignored, and what there was no room for. */
export function ContextView({ context, hasModel }: { context: Schemas["ContextUse"]; hasModel: boolean }) {
  const cited = context.pieces.filter((piece) => piece.cited);
  const ignored = context.pieces.filter((piece) => !piece.cited);
  const share = context.tokens_max > 0 ? Math.round((100 * context.tokens) / context.tokens_max) : null;
  return (
    <section aria-label="Context" className="space-y-3">
      <h3 className="font-semibold">{hasModel ? "What the model was shown" : "What the answer was made from"}</h3>
      {share !== null && (
        <p className="text-[13px] text-soft">
          {formatCount(context.tokens, "token")} of {context.tokens_max.toLocaleString("en")} ({share} %)
        </p>
      )}
      <Pieces title={`Cited (${cited.length})`} pieces={cited} />
      <Pieces title={`Ignored (${ignored.length})`} pieces={ignored} />
      {context.dropped.length > 0 && <DroppedPieces dropped={context.dropped as unknown as DroppedPiece[]} />}
    </section>
  );
}

function Pieces({ title, pieces }: { title: string; pieces: Schemas["PieceUse"][] }) {
  if (pieces.length === 0) return null;
  return (
    <details open={pieces.length <= OPEN_MAX}>
      <summary className="w-fit cursor-pointer rounded text-xs font-semibold tracking-wide text-soft uppercase select-none hover:text-ink">
        {title}
      </summary>
      <ul className="mt-1 space-y-1">
        {pieces.map((piece) => (
          <li key={piece.id} className="flex gap-2 text-[13px]">
            <span className="w-8 shrink-0 font-mono text-xs leading-5 text-soft">{piece.id}</span>
            <span className="min-w-0">
              <a href={addressOf(piece)} target="_blank" rel="noopener" className="group">
                <PlaceText {...piece} />
              </a>
              <span className="block text-xs text-soft">
                {piece.role}, {ORIGINS[piece.origin] ?? piece.origin} at {shortSha(piece.commit)}
                {piece.rank > 0 && `, rank ${piece.rank}`}
                {piece.tokens > 0 && ` · ${formatCount(piece.tokens, "token")}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** As `chat.context.DroppedPiece` is stored. */
interface DroppedPiece {
  path: string;
  start_line: number;
  end_line: number;
  tokens: number;
  reason: string;
}

function DroppedPieces({ dropped }: { dropped: DroppedPiece[] }) {
  return (
    <details className="text-[13px]">
      <summary className="w-fit cursor-pointer rounded text-xs font-semibold tracking-wide text-soft uppercase select-none hover:text-ink">
        Left out ({dropped.length})
      </summary>
      <ul className="mt-1 space-y-1">
        {dropped.map((piece, index) => (
          <li key={index}>
            <PlaceText {...piece} />
            <span className="block text-xs text-soft">
              {REASONS[piece.reason] ?? piece.reason}
              {piece.tokens > 0 && ` · ${formatCount(piece.tokens, "token")}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
