import { formatCount, formatDuration } from "@/lib/format";

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

const RESOURCES: Record<string, { name: string; tell: (amount: number) => string }> = {
  cpu_s: { name: "Processor time", tell: (amount) => formatDuration(Math.max(0, amount)) },
  gpu_s: { name: "GPU time", tell: (amount) => formatDuration(Math.max(0, amount)) },
  model_tokens: { name: "Model tokens", tell: (amount) => formatCount(Math.round(amount), "token") },
  io_bytes: { name: "Reading and writing", tell: tellBytes },
  usd: { name: "Money", tell: (amount) => `$${amount.toFixed(2)}` },
};

export function nameResource(resource: string): string {
  return RESOURCES[resource]?.name ?? resource;
}

export function tellAmount(resource: string, amount: number): string {
  return RESOURCES[resource]?.tell(amount) ?? amount.toLocaleString("en");
}

function tellBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The amounts that are not nothing, in words. */
export function tellAmounts(amounts: Readonly<Record<string, number>>): string {
  const told = Object.entries(amounts).filter(([resource, amount]) => amount > 0 && resource in RESOURCES);
  return told.map(([resource, amount]) => `${nameResource(resource).toLowerCase()} ${tellAmount(resource, amount)}`).join(", ") || "nothing";
}
