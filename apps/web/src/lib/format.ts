const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

export function formatAgo(time: string, now = Date.now()): string {
  const seconds = (new Date(time).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? format.format(Math.round(seconds / step[1]), step[0]) : "just now";
}

/** A day as people write it: "3 Mar 2025". */
export function formatDay(time: string): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" }).format(new Date(time));
}

export function formatCount(count: number, noun: string, many = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : many}`;
}

export function formatSeconds(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

export function formatLines(start: number, end: number): string {
  return start === end ? `${start}` : `${start}-${end}`;
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** A duration as people read it: "85 ms", "1.4 s". */
export function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Less than a cent keeps the digits that say something. */
export function formatUsd(usd: number): string {
  return usd === 0 || usd >= 0.01 ? `$${usd.toFixed(2)}` : `$${usd.toPrecision(2)}`;
}

/** A size as people read it: "840 B", "12 kB", "1.4 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** How long something took, as exact as it matters: "0.4 s", "12 s", "3 min 5 s", "1 h 4 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(seconds < 0.1 ? 2 : 1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A moment in the reader's zone: "22 Nov 2026, 21:14:03". */
export function formatMoment(time: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" }).format(new Date(time));
}

const SPANS: [string, number][] = [
  ["day", 86_400],
  ["h", 3_600],
  ["min", 60],
];

/** A time that has passed, in one unit: "4 s", "3 min", "2 h", "5 days". Never less than 0. */
export function formatSpan(seconds: number): string {
  const span = SPANS.find(([, size]) => seconds >= size);
  if (!span) return `${Math.max(0, Math.floor(seconds))} s`;
  const count = Math.floor(seconds / span[1]);
  return span[0] === "day" ? formatCount(count, "day") : `${count} ${span[0]}`;
}
