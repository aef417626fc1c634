"use client";

import Link from "next/link";
import type { ApiError, Schemas } from "@/lib/api";
import { formatAgo, formatDay, shortSha } from "@/lib/format";
import { addressOf } from "@/lib/place";
import { Problem } from "@/ui/Problem";

interface Props {
  repo: string;
  blame: Schemas["BlameShape"] | null;
  error: ApiError | null;
  isReading: boolean;
  line: number;
}

/** Who last wrote the line under the cursor, in words; and what of the blame is missing. */
export function BlameLine({ repo, blame, error, isReading, line }: Props) {
  if (error) {
    return (
      <div className="border-b border-line p-3">
        <Problem error={error} />
      </div>
    );
  }
  return (
    <p aria-live="polite" className="flex min-h-8 flex-wrap items-center gap-x-2 border-b border-line bg-page px-4 py-1 text-xs text-soft">
      {isReading && "Reading who wrote the lines"}
      {blame && <Written repo={repo} blame={blame} line={line} />}
      {blame?.is_cut && <span>Time ran out: some lines have no name.</span>}
    </p>
  );
}

function Written({ repo, blame, line }: { repo: string; blame: Schemas["BlameShape"]; line: number }) {
  const range = blame.ranges.find(({ start, end }) => start <= line && line <= end);
  if (!range) return <span>Line {line}: not known.</span>;
  const at = new Date(range.committed_at * 1000).toISOString();
  return (
    <>
      <span>
        Line {line}: {range.author},{" "}
        <time dateTime={at} title={formatDay(at)}>
          {formatAgo(at)}
        </time>
      </span>
      <Link
        prefetch={false}
        href={addressOf({ repo, kind: "commit", commit: range.sha, path: "", start_line: 0, end_line: 0 })}
        className="text-accent hover:underline"
      >
        {range.subject} <span className="font-mono">{shortSha(range.sha)}</span>
      </Link>
    </>
  );
}
