import { formatCount, formatDuration, shortSha } from "@/lib/format";
import type { Amounts, Bucket, RunTarget } from "@/lib/thinking";

export const TRIGGER_WORDS: Record<string, string> = {
  push: "a push",
  pull_request: "a pull request",
  cron: "its day",
  idle: "idle time",
  person: "a person",
  rerun: "a rerun",
};

/** What each thought does, for whoever lets one think now. */
export const THOUGHTS: readonly { name: string; does: string }[] = [
  { name: "MapRepo", does: "draw the map of the code" },
  { name: "SmellHunt", does: "look for what is untidy" },
  { name: "ScanDiff", does: "read what the last change touched" },
  { name: "HypothesizeBug", does: "say where a bug may be" },
  { name: "Summarize", does: "write cards of modules and functions" },
  { name: "Prioritize", does: "order what was found by its worth" },
];

const RESOURCES: Record<Bucket["resource"], { name: string; tell: (amount: number) => string }> = {
  cpu_s: { name: "Processor time", tell: (amount) => formatDuration(Math.max(0, amount)) },
  gpu_s: { name: "GPU time", tell: (amount) => formatDuration(Math.max(0, amount)) },
  model_tokens: { name: "Model tokens", tell: (amount) => formatCount(Math.round(amount), "token") },
  io_bytes: { name: "Reading and writing", tell: tellBytes },
  usd: { name: "Money", tell: (amount) => `$${amount.toFixed(2)}` },
};

export function nameResource(resource: Bucket["resource"]): string {
  return RESOURCES[resource].name;
}

export function tellAmount(resource: Bucket["resource"], amount: number): string {
  return RESOURCES[resource].tell(amount);
}

function tellBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The amounts that are not nothing, in words. */
export function tellAmounts(amounts: Amounts): string {
  const told = [
    tellAmount("cpu_s", amounts.cpu_s) + " of processor",
    ...(amounts.gpu_s > 0 ? [`${tellAmount("gpu_s", amounts.gpu_s)} of GPU`] : []),
    ...(amounts.memory_bytes > 0 ? [`${tellBytes(amounts.memory_bytes)} of memory`] : []),
    ...(amounts.io_bytes > 0 ? [`${tellBytes(amounts.io_bytes)} read and written`] : []),
    ...(amounts.model_tokens > 0 ? [tellAmount("model_tokens", amounts.model_tokens)] : []),
    ...(amounts.usd > 0 ? [tellAmount("usd", amounts.usd)] : []),
  ];
  return told.join(", ");
}

/** What is looked at, in a few words: "abc1234", "abc1234..def5678", "pull request #7". */
export function tellTarget({ sha, base, pull_number: pull, paths }: RunTarget): string {
  const at = base && sha ? `${shortSha(base)}..${shortSha(sha)}` : sha ? shortSha(sha) : "";
  const request = pull ? `pull request #${pull}` : "";
  const files = paths && paths.length > 0 ? formatCount(paths.length, "file") : "";
  return [request, at, files].filter(Boolean).join(", ");
}
