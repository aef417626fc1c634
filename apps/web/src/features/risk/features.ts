import type { RiskFeature } from "@/lib/thinking";

/** What each measure of the model is, and its unit. */
const FEATURES: Record<string, [words: string, unit: string]> = {
  commits: ["Commits that touched it", ""],
  recent_commits: ["Commits, recent ones count more", ""],
  lasting_commits: ["Commits, over years", ""],
  fixes: ["Fixes in it", ""],
  recent_fixes: ["Fixes, recent ones count more", ""],
  lasting_fixes: ["Fixes, over years", ""],
  reverts: ["Reverts", ""],
  churn: ["Lines changed in all", "lines"],
  recent_churn: ["Lines changed lately", "lines"],
  growth: ["Lines it grew by", "lines"],
  authors: ["People who changed it", ""],
  minor_authors: ["People who changed little of it", ""],
  owner_share: ["Share of its first author", "share"],
  age_days: ["Age", "days"],
  quiet_days: ["Since its last change", "days"],
  entropy: ["How widely its commits spread", ""],
  spread: ["Files changed together with it", ""],
  folder_fixes: ["Fixes beside it in its folder", ""],
  companion_fixes: ["Fixes in what changes with it", ""],
  lines: ["Lines", "lines"],
  code_lines: ["Lines of code", "lines"],
  branches: ["Branches", ""],
  definitions: ["Definitions", ""],
  nesting: ["Deepest nesting", "levels"],
  todos: ["Open to-dos in it", ""],
  imports: ["What it imports", ""],
  in_degree: ["Files that import it", ""],
  has_test: ["Has a test", "yes"],
  depth: ["Depth of its folder", "levels"],
  branches_per_line: ["Branches for each line", ""],
  commits_per_line: ["Commits for each line", ""],
  fixes_per_line: ["Fixes for each line", ""],
  churn_per_line: ["Changed lines for each line", ""],
  fix_share: ["Share of its commits that are fixes", "share"],
  coverage_gap: ["Lines that no test runs", "share"],
  smells: ["Smells found", ""],
  security_severity: ["Worst security finding", "of 10"],
  secrets: ["Secrets found", ""],
};

export function describeFeature({ name, value }: RiskFeature): { words: string; value: string } {
  const [words, unit] = FEATURES[name] ?? [capitalise(name.replaceAll("_", " ")), ""];
  return { words, value: tell(value, unit) };
}

function tell(value: number | null, unit: string): string {
  if (value === null) return "not known";
  if (unit === "yes") return value > 0 ? "yes" : "no";
  if (unit === "share") return `${Math.round(value * 100)} %`;
  const number = Math.abs(value) >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString("en") : value.toFixed(2);
  return unit ? `${number} ${unit}` : number;
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
