import type { ChangedPath } from "./model";

/** Lines that were added and removed. */
export function Counts({ added, removed }: Pick<ChangedPath, "added" | "removed">) {
  if (added === null || removed === null) return <span className="text-xs text-soft">binary</span>;
  return (
    <span className="font-mono text-xs whitespace-nowrap tabular-nums">
      <span className="sr-only">
        {added} lines added, {removed} removed
      </span>
      <span aria-hidden className="text-good">
        +{added.toLocaleString("en")}
      </span>{" "}
      <span aria-hidden className="text-bad">
        −{removed.toLocaleString("en")}
      </span>
    </span>
  );
}
