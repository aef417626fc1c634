/** A place in a file at a commit. */
export interface Place {
  repo: string;
  commit: string;
  path: string;
  start_line: number;
  end_line: number;
}

export function addressOf(place: Place): string {
  const query = new URLSearchParams({
    repo: place.repo,
    rev: place.commit,
    path: place.path,
    start: String(place.start_line),
    end: String(place.end_line),
  });
  return `/code?${query.toString()}`;
}

/** The place that an address names, or null when it names none. Without lines it is the file's first one. */
export function readAddress(query: URLSearchParams): Place | null {
  const repo = query.get("repo");
  const path = query.get("path");
  if (!repo || !path) return null;
  const start = readLine(query.get("start")) ?? 0;
  const end = Math.max(start, readLine(query.get("end")) ?? start);
  return { repo, path, commit: query.get("rev") ?? "", start_line: start, end_line: end };
}

function readLine(text: string | null): number | null {
  const line = Number.parseInt(text ?? "", 10);
  return Number.isFinite(line) && line > 0 ? line : null;
}
