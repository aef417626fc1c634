import type {
  DismissReason,
  Evidence,
  Insight,
  InsightKind,
  InsightState,
  InsightStatus,
  Severity,
} from "@/lib/thinking";
import { SEVERITIES } from "@/ui/SeverityMark";
import type { Place } from "@/lib/place";

export type { DismissReason, Evidence, Insight, InsightKind, Severity };
export type FeedFilter = "open" | "notified" | "waiting" | "fixed" | "dismissed" | "shadow" | "all";

export const FILTERS: Record<FeedFilter, { label: string; nothing: string; then: string }> = {
  open: {
    label: "Open",
    nothing: "Nothing is open.",
    then: "What is found while thinking is on appears here by itself, with the lines that it stands on.",
  },
  notified: {
    label: "Told today",
    nothing: "Nothing was worth your attention yet.",
    then: "Only what is proven is told, and only so much in a day. The rest waits.",
  },
  waiting: {
    label: "Waiting",
    nothing: "Nothing waits.",
    then: "What is found but not proven, or is over the day's measure, is kept here.",
  },
  fixed: { label: "Fixed", nothing: "Nothing was fixed yet.", then: "When a later commit takes an insight's cause away, it moves here with that commit." },
  dismissed: { label: "Dismissed", nothing: "Nothing was dismissed.", then: "What you dismiss stays away until its code changes, and can be restored here." },
  shadow: { label: "Shadowed", nothing: "No rule is in the shadow.", then: "A rule that too often was not useful stops to show its findings; they are kept here." },
  all: { label: "All", nothing: "Nothing was found yet.", then: "Switch thinking on for a repository, or let it think now." },
};

export const KIND_WORDS: Record<InsightKind, string> = {
  smell: "Hygiene",
  hypothesis: "Suspicion",
  review: "Review",
  risk: "Risk",
  map: "Structure",
  dependency: "Dependency",
  secret: "Secret",
  engine: "Engine",
};

/** What each kind claims, and what it does not. */
export const KIND_HINTS: Record<InsightKind, string> = {
  smell: "Hygiene: untidy code that a tool's rule names. It is no proof of a bug.",
  hypothesis: "A suspicion: it says what would settle it, and is not shown as a fact.",
  review: "What a change touches and what it lacks.",
  risk: "Where history says that trouble is likely.",
  map: "How the code is put together.",
  dependency: "A dependency, as its manifest pins it.",
  engine: "About the engine itself: something that it could not tell, again and again.",
  secret: "Something that looks like a secret. Its value is not kept.",
};

export const STATUS_WORDS: Record<InsightStatus, string> = {
  hypothesis: "Not proven",
  reproduced: "Reproduced",
  minimised: "Reproduced, made small",
  verified: "Verified",
  accepted: "Accepted",
  rejected: "Rejected",
  duplicate: "Duplicate",
};

export const STATE_WORDS: Record<InsightState, string> = {
  new: "New",
  persisting: "Still there",
  moved: "Moved",
  fixed: "Fixed",
  suppressed: "Dismissed",
  expired: "Expired",
};

export const REASONS: readonly { value: DismissReason; label: string; hint: string }[] = [
  { value: "wrong", label: "It is wrong", hint: "What it says is not so." },
  { value: "wont_fix", label: "True, but will stay", hint: "It is meant, or not worth the change." },
  { value: "not_now", label: "Not now", hint: "Show it again on a day that you choose." },
  { value: "noise", label: "Noise", hint: "True, but nobody needs to be told. It counts against its rule." },
  { value: "duplicate", label: "Told already", hint: "Another insight says the same." },
];

export type Thought = "ScanDiff" | "SmellHunt" | "HypothesizeBug" | "MapRepo" | "Summarize" | "Prioritize";
export const THOUGHTS: readonly Thought[] = ["ScanDiff", "SmellHunt", "HypothesizeBug", "MapRepo", "Summarize", "Prioritize"];

/** What the list is narrowed to, as the address says it. Lists are empty where everything is meant. */
export interface Feed {
  repo: string | null;
  filter: FeedFilter;
  severity: Severity[];
  kind: InsightKind[];
  thought: Thought | "";
  path: string;
  q: string;
}

export function readFeed(query: URLSearchParams, repo: string | null): Feed {
  const filter = query.get("filter") ?? "";
  return {
    repo,
    filter: Object.hasOwn(FILTERS, filter) ? (filter as FeedFilter) : "open",
    severity: SEVERITIES.filter((each) => (query.get("severity") ?? "").split(",").includes(each)),
    kind: (Object.keys(KIND_WORDS) as InsightKind[]).filter((each) => (query.get("kind") ?? "").split(",").includes(each)),
    thought: THOUGHTS.find((each) => each === query.get("thought")) ?? "",
    path: query.get("path") ?? "",
    q: query.get("q") ?? "",
  };
}

/** The same as parts of an address; what is not narrowed is left out. */
export function writeFeed(feed: Feed): Record<string, string | null> {
  return {
    repo: feed.repo,
    filter: feed.filter === "open" ? null : feed.filter,
    severity: feed.severity.join(","),
    kind: feed.kind.join(","),
    thought: feed.thought,
    path: feed.path,
    q: feed.q,
  };
}

export function isNarrowed(feed: Feed): boolean {
  return feed.severity.length + feed.kind.length > 0 || feed.thought + feed.path + feed.q !== "";
}

/** Where the insight's lines stand; null when it is about no file. */
export function placeOf(insight: Insight): Place | null {
  const { repo, sha, path, start_line, end_line } = insight;
  return path ? { repo, commit: sha, path, start_line, end_line } : null;
}

/** The lines that a piece of evidence quotes; null for another kind of evidence. */
export function placeOfQuote(insight: Insight, evidence: Evidence): Place | null {
  const { kind, sha, path, start_line, end_line } = evidence;
  if (kind !== "quote" || !path) return null;
  return { repo: insight.repo, commit: sha ?? "", path, start_line: start_line ?? 0, end_line: end_line ?? 0 };
}

/** How sure it is, in a word and a number. */
export function describeConfidence(confidence: number): string {
  const word = confidence >= 0.8 ? "sure" : confidence >= 0.5 ? "likely" : "unsure";
  return `${word} (${Math.round(confidence * 100)} %)`;
}
