import type { Score, View } from "@/features/risk/risk";

/** What the address says of the risk screen. */
export interface RiskChoice {
  repo: string;
  view: View;
  score: Score;
  folder: string;
  /** The file that is opened. */
  path: string | null;
  rev: string | null;
}
