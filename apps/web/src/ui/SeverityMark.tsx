import type { Severity } from "@/lib/thinking";

export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low", "info"];
export const SEVERITY_WORDS: Record<Severity, string> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  info: "Note",
};

const SHAPES: Record<Severity, { look: string; path: string; isFilled: boolean }> = {
  critical: { look: "text-bad", path: "M5 1.5h6l3.5 3.5v6L11 14.5H5L1.5 11V5z", isFilled: true },
  high: { look: "text-bad", path: "M8 2 15 14H1z", isFilled: true },
  medium: { look: "text-fair", path: "m8 1.5 6.5 6.5L8 14.5 1.5 8z", isFilled: true },
  low: { look: "text-fair", path: "M3 3h10v10H3z", isFilled: false },
  info: { look: "text-soft", path: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11", isFilled: false },
};

/** How grave it is: a shape of its own, a colour and a word. */
export function SeverityMark({ severity, hasWord = true }: { severity: Severity; hasWord?: boolean }) {
  const { look, path, isFilled } = SHAPES[severity];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${look}`}>
      <svg aria-hidden="true" viewBox="0 0 16 16" className="size-3.5 shrink-0" strokeWidth="1.6" stroke="currentColor" fill={isFilled ? "currentColor" : "none"}>
        <path d={path} strokeLinejoin="round" />
      </svg>
      <span className={hasWord ? "" : "sr-only"}>{SEVERITY_WORDS[severity]}</span>
    </span>
  );
}
