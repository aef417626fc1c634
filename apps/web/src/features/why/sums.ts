import type { Schemas } from "@/lib/api";

export type Piece = Schemas["PieceUse"];
export type Outcome = Schemas["Outcome"];

/** What the answer states as fact or code, whatever the checks said of it. */
export function countClaims(outcome: Outcome): number {
  return outcome.supported + outcome.partly + outcome.unsupported;
}

export function sumTokens(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.tokens, 0);
}

/** All stages together; no price is known: null. */
export function sumStages(stages: readonly Schemas["WhyStage"][]): { ms: number; tokens: number; usd: number | null } {
  const priced = stages.filter((stage) => stage.cost_usd !== null);
  return {
    ms: stages.reduce((sum, stage) => sum + stage.ms, 0),
    tokens: stages.reduce((sum, stage) => sum + stage.tokens_in + stage.tokens_out, 0),
    usd: priced.length > 0 ? priced.reduce((sum, stage) => sum + (stage.cost_usd ?? 0), 0) : null,
  };
}

/** A share of a whole as people read it: "27 %", "0.4 %". */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return "0 %";
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? `${percent.toFixed(1)} %` : `${Math.round(percent)} %`;
}
