import { formatCount, formatSpan } from "@/lib/format";
import type { Freshness } from "./useOverview";

export interface FreshnessWords {
  /** "As main, seen 4 s ago". */
  words: string;
  /** By which path changes are learned of, where the words do not say so already. */
  path: string;
  mark: "good" | "behind" | "unknown";
}

const PATHS: Record<NonNullable<Freshness["path"]>, string> = {
  webhook: "by webhook",
  polling: "by polling",
  watching: "",
  manual: "only on request",
};

const PLACES: Partial<Record<NonNullable<Freshness["place"]>, string>> = {
  gone: "It is gone at its forge",
  lost: "We have no right to it at its forge any more",
  suspended: "The app is suspended at its forge",
};

/** How fresh a repository is, in words, at `now` (milliseconds, by the server's clock). */
export function describeFreshness(freshness: Freshness, branch: string | null, now: number): FreshnessWords {
  const name = branch ?? "its HEAD";
  const path = freshness.path === null ? "" : PATHS[freshness.path];
  const lost = freshness.place === null ? undefined : PLACES[freshness.place];
  if (lost) return { words: lost, path, mark: "unknown" };
  if (freshness.state === "never_indexed") return { words: "Not indexed yet", path, mark: "unknown" };
  if (freshness.state === "unknown") return { words: `Not compared with ${name} yet`, path, mark: "unknown" };
  if (freshness.state === "behind") return { words: describeBehind(freshness, name, now), path, mark: "behind" };
  const seen = describeSeen(freshness, now);
  return { words: seen ? `As ${name}, ${seen}` : `As ${name}`, path, mark: "good" };
}

function describeBehind({ commits_behind: commits, behind_since: since }: Freshness, name: string, now: number): string {
  const parts = [];
  if (commits) parts.push(formatCount(commits, "commit"));
  if (since) parts.push(formatSpan((now - Date.parse(since)) / 1000));
  return parts.length > 0 ? `${parts.join(", ")} behind ${name}` : `Behind ${name}`;
}

/** Watched folders are looked at twice a second: no look of them is worth telling. */
function describeSeen(freshness: Freshness, now: number): string {
  if (freshness.path === "watching") return "watched live";
  const looks = [freshness.last_checked_at, freshness.last_event_at].filter((time) => time !== null);
  if (looks.length === 0) return "";
  const latest = Math.max(...looks.map((time) => Date.parse(time)));
  return `seen ${formatSpan((now - latest) / 1000)} ago`;
}
