import type { Schemas } from "@/lib/api";
import { formatCount } from "@/lib/format";
import { formatShare, sumTokens, type Piece } from "./sums";

/**
 * The token budget as one bar: a segment for each piece, the cited ones first, what was left free at its end.
 *
 * Under it the same as a sum that anybody can add up.
 */
export function Budget({ context }: { context: Schemas["ContextUse"] }) {
  const cited = context.pieces.filter((piece) => piece.cited);
  const ignored = context.pieces.filter((piece) => !piece.cited);
  const free = context.tokens_max - context.tokens;
  const around = context.tokens - sumTokens(context.pieces);
  const rows = [
    { name: "cited", label: "Cited by the answer", look: CITED, tokens: sumTokens(cited), count: cited.length },
    { name: "ignored", label: "Shown, not cited", look: IGNORED, tokens: sumTokens(ignored), count: ignored.length },
    ...(around === 0 ? [] : [{ name: "around", label: "Around the pieces", look: IGNORED, tokens: around, count: null }]),
  ];
  return (
    <div className="space-y-2">
      <div aria-hidden="true" className="flex h-6 w-full overflow-hidden rounded-sm border border-line bg-raised">
        <Segments pieces={cited} whole={context.tokens_max} look={CITED} />
        <Segments pieces={ignored} whole={context.tokens_max} look={IGNORED} />
      </div>
      <table className="w-full text-[13px] tabular-nums [&_td]:py-0.5 [&_td]:pl-3 [&_td]:text-right [&_td]:whitespace-nowrap [&_th]:py-0.5 [&_th]:text-left [&_th]:font-normal">
        <caption className="sr-only">Tokens of the context</caption>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                <span aria-hidden="true" className={`mr-2 inline-block size-2.5 rounded-[2px] ${row.look}`} />
                {row.label}
                {row.count !== null && <span className="text-soft">, {formatCount(row.count, "piece")}</span>}
              </th>
              <td>
                <data data-part={row.name} value={row.tokens}>
                  {formatCount(row.tokens, "token")}
                </data>
              </td>
              <td className="w-14 text-soft">{formatShare(row.tokens, context.tokens_max)}</td>
            </tr>
          ))}
          <tr className="border-t border-line font-semibold">
            <th scope="row" className="font-semibold!">
              Used
            </th>
            <td>
              <data data-used value={context.tokens}>
                {formatCount(context.tokens, "token")}
              </data>
            </td>
            <td className="w-14">{formatShare(context.tokens, context.tokens_max)}</td>
          </tr>
          <tr className="text-soft">
            <th scope="row">Left free</th>
            <td>{formatCount(free, "token")}</td>
            <td className="w-14">{formatShare(free, context.tokens_max)}</td>
          </tr>
          <tr className="border-t border-line text-soft">
            <th scope="row">Budget</th>
            <td>{formatCount(context.tokens_max, "token")}</td>
            <td className="w-14">100 %</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

const CITED = "bg-accent";
const IGNORED = "bg-soft/45";

function Segments({ pieces, whole, look }: { pieces: Piece[]; whole: number; look: string }) {
  return pieces.map((piece) => (
    <span
      key={piece.id}
      title={`${piece.id}: ${piece.path}, ${formatCount(piece.tokens, "token")}`}
      style={{ width: `${(100 * piece.tokens) / whole}%` }}
      className={`h-full shrink-0 border-r border-panel ${look}`}
    />
  ));
}
