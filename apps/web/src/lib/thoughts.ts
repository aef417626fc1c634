import { formatCount, shortSha } from "./format";

/** What is looked at, in a few words: "abc1234", "abc1234..def5678", "pull request #7". */
export function tellTarget(target: Readonly<Record<string, unknown>>): string {
  const { base, pull_number: pull, paths } = target;
  const head = shortSha(readSha(target));
  const at = head && typeof base === "string" ? `${shortSha(base)}..${head}` : head;
  const request = typeof pull === "number" ? `pull request #${pull}` : "";
  const files = Array.isArray(paths) && paths.length > 0 ? formatCount(paths.length, "file") : "";
  return [request, at, files].filter(Boolean).join(", ");
}

/** How far a run is, as it said last. */
export function readProgress(progress: Readonly<Record<string, unknown>>): { done: number; total: number; what: string } {
  const number = (name: string) => (typeof progress[name] === "number" ? progress[name] : 0);
  return { done: number("done"), total: number("total"), what: typeof progress["what"] === "string" ? progress["what"] : "" };
}

/** The commit that a run looks at; "" where it names none. */
export function readSha(target: Readonly<Record<string, unknown>>): string {
  return typeof target["sha"] === "string" ? target["sha"] : "";
}
