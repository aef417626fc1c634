import { addressOf, type Place } from "./place";

export { addressOf as codeAddress };

interface ChatTarget {
  repo: string | null;
  conversation?: string | null;
  /** What stands in the question box, or is asked at once with `sends`. */
  ask?: string;
  sends?: boolean;
  /** The lines that the question is about. */
  focus?: Place;
}

export function chatAddress({ repo, conversation, ask, sends = false, focus }: ChatTarget): string {
  return write("/chat", {
    repo,
    conversation,
    ask,
    send: sends ? "1" : null,
    focus: focus ? writeFocus(focus) : null,
  });
}

/** Lines that a question is about; `rev` is where they were selected. */
export interface Focus {
  path: string;
  start_line: number;
  end_line: number;
  rev: string | null;
}

const FOCUS = /^(.+):(\d{1,9})(?:-(\d{1,9}))?(?:@([^@]+))?$/s;

/** What `focus=` of an address says; null for what is no place. */
export function readFocus(text: string | null): Focus | null {
  const found = FOCUS.exec(text ?? "");
  if (!found?.[1] || !found[2]) return null;
  const start = Number(found[2]);
  return { path: found[1], start_line: start, end_line: Number(found[3] ?? start), rev: found[4] ?? null };
}

/** `PATH:START-END@REV`. */
function writeFocus({ path, start_line, end_line, commit }: Place): string {
  return `${path}:${start_line}-${end_line}${commit ? `@${commit}` : ""}`;
}

/** A folder of a repository at a revision, its root where none is named. */
export function filesAddress(repo: string | null, rev?: string, folder?: string): string {
  return write("/code", { repo, rev, path: folder ? `${folder}/` : null });
}

interface DiffTarget {
  repo: string;
  base?: string;
  head?: string;
  path?: string;
  /** Compared with where the two last met, rather than with the base itself. */
  since?: "base" | "merge_base";
}

export function diffAddress(target: DiffTarget): string {
  const { since, ...rest } = target;
  return write("/diff", { ...rest, since: since === "merge_base" ? since : null });
}

export function answerAddress(id: string, { why = false } = {}): string {
  return write("/answer", { id, why: why ? "1" : null });
}

export function dashboardAddress(): string {
  return "/";
}

export function settingsAddress(section?: string, repo?: string | null): string {
  return write("/settings", { section, repo });
}

interface RunsTarget {
  repo?: string | null;
  state?: string | null;
  kind?: string | null;
  /** The run that is opened, and of which kind it is. */
  run?: string | null;
  of?: string | null;
}

export function runsAddress(target: RunsTarget): string {
  return write("/runs", { ...target });
}

interface RiskTarget {
  repo: string | null;
  view?: string | null;
  score?: string | null;
  /** The folder that is looked at; absent: all. */
  folder?: string | null;
  /** The file that is opened. */
  path?: string | null;
  rev?: string | null;
}

export function riskAddress(target: RiskTarget): string {
  return write("/risk", { ...target });
}

export function mapAddress(repo: string | null, module?: string | null): string {
  return write("/map", { repo, module });
}

/** The feed narrowed by what the address can say (`readFilter` of the feed reads it); `insight` is one that is opened. */
export function insightsAddress(target: Record<string, string | null>): string {
  return write("/insights", target);
}

/** The findings of a repository as a file that other tools read. */
export function sarifAddress(repo: string): string {
  return write("/insights/sarif", { repo });
}

type RepoScreen = "insights" | "risk" | "runs" | "map" | "engine";

export function screenAddress(screen: RepoScreen, repo: string | null): string {
  return write(`/${screen}`, { repo });
}

function write(path: string, values: Record<string, string | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}
