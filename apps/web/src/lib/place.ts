import { formatLines, shortSha } from "./format";

export type PlaceKind = "code" | "commit" | "pull_request";

/** Lines of a file at a commit, of a commit's message, or of a pull request (`ref` is its `#N`). */
export interface Place {
  repo: string;
  commit: string;
  path: string;
  start_line: number;
  end_line: number;
  kind?: PlaceKind;
  ref?: string;
  /** The lines of a pull request, as they were told when they were cited. */
  told?: string;
}

export function addressOf(place: Place): string {
  const query = new URLSearchParams({ repo: place.repo, ...nameWhat(place) });
  if (place.start_line > 0) {
    query.set("start", String(place.start_line));
    query.set("end", String(place.end_line));
  }
  return `/code?${query.toString()}`;
}

function nameWhat(place: Place): Record<string, string> {
  if (place.kind === "commit") return { commit: place.commit };
  if (place.kind === "pull_request") return { pull: place.ref?.replace("#", "") ?? "" };
  return { ...(place.commit ? { rev: place.commit } : {}), path: place.path };
}

/** The place that an address names, or null when it names none. Without lines it is the beginning. */
export function readAddress(query: URLSearchParams): Place | null {
  const repo = query.get("repo");
  const what = readWhat(query);
  if (!repo || !what) return null;
  const start = readLine(query.get("start")) ?? 0;
  const end = Math.max(start, readLine(query.get("end")) ?? start);
  return { repo, path: "", commit: "", start_line: start, end_line: end, ...what };
}

function readWhat(query: URLSearchParams): Partial<Place> | null {
  const [path, commit, pull] = [query.get("path"), query.get("commit"), readLine(query.get("pull"))];
  if (path) return { kind: "code", path, commit: query.get("rev") ?? "" };
  if (commit) return { kind: "commit", commit };
  return pull === null ? null : { kind: "pull_request", ref: `#${pull}` };
}

function readLine(text: string | null): number | null {
  const line = Number.parseInt(text ?? "", 10);
  return Number.isFinite(line) && line > 0 ? line : null;
}

/** What a place is, without its lines: `src/a.py`, `commit abc1234`, `pull request #3`. */
export function nameSource(place: Place): string {
  if (place.kind === "commit") return `commit ${shortSha(place.commit)}`;
  return place.kind === "pull_request" ? `pull request ${place.ref ?? ""}` : place.path;
}

/** `src/a.py:1-2`, `commit abc1234:1-2`, `pull request #3:1-2`. */
export function namePlace(place: Place): string {
  return `${nameSource(place)}:${formatLines(place.start_line, place.end_line)}`;
}

/** Whether an address may lead out of this origin; anything else is text. */
export function isWebAddress(address: string): boolean {
  return URL.canParse(address) && ["https:", "http:"].includes(new URL(address).protocol);
}

/** A forge as people call it. */
export function nameForge(address: string): string {
  if (!isWebAddress(address)) return "its forge";
  const { host } = new URL(address);
  return NAMES[host] ?? host;
}

const NAMES: Record<string, string> = {
  "github.com": "GitHub",
  "gitlab.com": "GitLab",
  "codeberg.org": "Codeberg",
  "bitbucket.org": "Bitbucket",
};
