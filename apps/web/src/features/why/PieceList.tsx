import { formatCount, shortSha } from "@/lib/format";
import { addressOf } from "@/lib/place";
import { PlaceText } from "@/ui/PlaceText";
import { formatShare, sumTokens, type Piece } from "./sums";

const OPEN_MAX = 8; // a longer list begins folded
const ORIGINS: Record<string, string> = {
  focus: "selected by the person who asked",
  hit: "found by the search",
  neighbour: "next to what was found",
  named: "named in the question",
  tool: "fetched by a tool",
  evidence: "evidence from the history",
};
const ROLES: Record<string, string> = {
  definition: "Definition",
  passage: "Passage",
  signature: "Signature",
  document: "Documentation",
  test: "Test",
  history: "History of lines",
  change: "Change",
  commit: "Commit message",
  pull_request: "Pull request",
};

interface Props {
  title: string;
  pieces: Piece[];
  /** What the longest bar stands for; 0: nothing was counted. */
  longest: number;
  whole: number;
}

/** Pieces of the context, each with its share of the budget, and their sum. */
export function PieceList({ title, pieces, longest, whole }: Props) {
  if (pieces.length === 0) return null;
  const tokens = sumTokens(pieces);
  return (
    <details open={pieces.length <= OPEN_MAX}>
      <summary className="w-fit cursor-pointer rounded text-[13px] font-medium select-none hover:underline">
        {title}: {formatCount(pieces.length, "piece")}
        {tokens > 0 && <span className="font-normal text-soft">, {formatCount(tokens, "token")}</span>}
      </summary>
      <ul className="mt-1.5 space-y-1.5">
        {pieces.map((piece) => (
          <li key={piece.id} data-piece={piece.id} className="grid grid-cols-[2rem_minmax(0,1fr)_auto] gap-x-2 text-[13px]">
            <span className="font-mono text-xs leading-5 text-soft">{piece.id}</span>
            <span className="min-w-0">
              <Place piece={piece} />
              {longest > 0 && (
                <span aria-hidden="true" className="mt-0.5 block h-1.5 rounded-sm bg-raised">
                  <span
                    className={`block h-full rounded-sm ${piece.cited ? "bg-accent" : "bg-soft/45"}`}
                    style={{ width: `${(100 * piece.tokens) / longest}%` }}
                  />
                </span>
              )}
              <span className="block text-xs text-soft">
                {ROLES[piece.role] ?? piece.role}, {ORIGINS[piece.origin] ?? piece.origin}
                {piece.rank > 0 && `, rank ${piece.rank}`}, at {shortSha(piece.commit)}
              </span>
            </span>
            {whole > 0 && (
              <span className="text-right leading-5 whitespace-nowrap tabular-nums">
                <data data-tokens value={piece.tokens}>
                  {formatCount(piece.tokens, "token")}
                </data>
                <span className="block text-xs text-soft">{formatShare(piece.tokens, whole)}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Lines of a commit's message or of a pull request are no file: their path says what they are. */
function Place({ piece }: { piece: Piece }) {
  if (piece.role === "commit") {
    const place = { repo: piece.repo, commit: piece.commit, path: "", kind: "commit" as const };
    const address = addressOf({ ...place, start_line: piece.start_line, end_line: piece.end_line });
    return (
      <a href={address} target="_blank" rel="noopener" className="font-medium hover:underline">
        Message of commit {shortSha(piece.commit)}
      </a>
    );
  }
  if (piece.role === "pull_request") return <span className="font-medium">{piece.path}</span>;
  return (
    <a href={addressOf(piece)} target="_blank" rel="noopener" className="group">
      <PlaceText {...piece} />
    </a>
  );
}
