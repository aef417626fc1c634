import type { Schemas, Why } from "@/lib/api";

export type Place = Schemas["RankedPlace"];
export type WhySearch = Schemas["WhySearch"];
export type Contribution = Schemas["Contribution"];

/** The groups in the order of their bars, with a word that fits into one, and a colour. */
export const GROUPS: { name: string; label: string; color: string }[] = [
  { name: "lexical", label: "words", color: "var(--group-lexical)" },
  { name: "dense", label: "meaning", color: "var(--group-dense)" },
  { name: "symbol", label: "names", color: "var(--group-symbol)" },
  { name: "path", label: "paths", color: "var(--group-path)" },
  { name: "graph", label: "graph", color: "var(--group-graph)" },
  { name: "history", label: "history", color: "var(--group-history)" },
  { name: "fusion", label: "agreement", color: "var(--group-fusion)" },
  { name: "traits", label: "kind of file", color: "var(--group-traits)" },
  { name: "", label: "other", color: "var(--soft)" },
];

export interface Share {
  name: string;
  label: string;
  color: string;
  sum: number;
}

/** What each group adds to a score, or takes from it; those that do neither are left out. */
export function sumGroups(contributions: Contribution[]): Share[] {
  return GROUPS.map((group) => ({
    ...group,
    sum: contributions.filter((each) => findGroup(each.group) === group.name).reduce((sum, each) => sum + each.contribution, 0),
  })).filter((share) => share.sum !== 0);
}

/** A group that this page does not know yet counts as another. */
function findGroup(name: string): string {
  return GROUPS.some((group) => group.name === name) ? name : "";
}

/** How far the bars of a search reach to both sides of zero, the same for all of them. */
export function measureScale(places: Place[]): { below: number; above: number } {
  const sides = places.map((place) => {
    const sums = sumGroups(place.contributions).map((share) => share.sum);
    return {
      below: -sums.filter((sum) => sum < 0).reduce((total, sum) => total + sum, 0),
      above: sums.filter((sum) => sum > 0).reduce((total, sum) => total + sum, 0),
    };
  });
  return {
    below: Math.max(0, ...sides.map((side) => side.below)),
    above: Math.max(1e-9, ...sides.map((side) => side.above)),
  };
}

export function labelGroup(name: string): string {
  return GROUPS.find((group) => group.name === name)?.label ?? name;
}

/** Scores are told to three digits; the exact number is the `value` of its element. */
export function formatScore(value: number): string {
  return value.toFixed(3);
}

export function wordsOf(words: Why["words"], kind: "legs" | "features" | "groups", name: string): string {
  return words[kind][name] ?? name;
}
