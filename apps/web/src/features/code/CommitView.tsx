"use client";

import { useState } from "react";
import type { Commit, Schemas } from "@/lib/api";
import { showControls } from "@/lib/controls";
import { formatAgo, formatCount, formatDay, shortSha } from "@/lib/format";
import type { Place } from "@/lib/place";
import { DiffView } from "@/ui/DiffView";
import { LineTable } from "@/ui/LineTable";
import { Problem } from "@/ui/Problem";
import { AwayLink, Facts } from "./Facts";
import { useCommit } from "./usePast";

type ChangedFile = Schemas["ChangedFileShape"];

const OPEN_LINES_MAX = 120; // a commit whose difference is no longer shows all of it at once

/** A commit: who and when, its message with the cited lines marked, its files, and their difference. */
export function CommitView({ place }: { place: Place }) {
  const { commit, error } = useCommit(place);
  if (error) {
    return (
      <div className="p-4">
        <Problem error={error} />
      </div>
    );
  }
  if (!commit) return <p className="p-4 text-sm text-soft">Loading</p>;
  return (
    <>
      <Made commit={commit} />
      <div className="py-2">
        <LineTable
          caption={`Message of commit ${shortSha(commit.sha)}`}
          lines={commit.lines}
          first={1}
          start={place.start_line}
          end={place.end_line}
          wraps
        />
      </div>
      {commit.is_message_cut && <p className="px-4 pb-2 text-xs text-soft">The message goes on; this is its beginning.</p>}
      <Files commit={commit} />
    </>
  );
}

function Made({ commit }: { commit: Commit }) {
  const at = new Date(commit.committed_at * 1000).toISOString();
  return (
    <Facts>
      <span>
        By <span className="font-medium text-ink">{showControls(commit.author)}</span>
      </span>
      <time dateTime={at} title={at}>
        {formatDay(at)} ({formatAgo(at)})
      </time>
      {commit.parents.length > 1 && <span>A merge, compared with its first parent</span>}
      <AwayLink address={commit.url} />
    </Facts>
  );
}

function Files({ commit }: { commit: Commit }) {
  const { files, files_count } = commit;
  const isShort = files.reduce((sum, file) => sum + countLines(file), 0) <= OPEN_LINES_MAX;
  const left = files_count === null ? null : files_count - files.length;
  return (
    <section aria-label="Changed files" className="space-y-2 border-t border-line px-4 py-3">
      <h3 className="text-sm font-semibold">
        {files_count === null ? "More files changed than are listed" : `${formatCount(files_count, "changed file")}`}
      </h3>
      <ul className="space-y-1.5">
        {files.map((file) => (
          <li key={`${file.old_path} ${file.path}`}>
            <FileView file={file} startsOpen={isShort} />
          </li>
        ))}
      </ul>
      {left !== null && left > 0 && <p className="text-xs text-soft">And {formatCount(left, "more file")}.</p>}
      {commit.is_patch_cut && <p className="text-xs text-soft">The difference is longer than what is shown.</p>}
    </section>
  );
}

function FileView({ file, startsOpen }: { file: ChangedFile; startsOpen: boolean }) {
  const [isOpen, setOpen] = useState(startsOpen && file.hunks.length > 0);
  return (
    <details
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="rounded-md border border-line bg-page/60 text-[13px] leading-5"
    >
      <summary className="cursor-pointer rounded-md px-2 py-1.5 hover:bg-raised">
        <span className="font-mono wrap-anywhere">{file.path}</span>
        <span className="ml-2 text-soft">{WORDS[file.status]}</span>
        {file.added !== null && (
          <span className="ml-2 font-mono text-xs whitespace-nowrap">
            <span className="text-good">+{file.added}</span> <span className="text-bad">−{file.removed}</span>
          </span>
        )}
      </summary>
      {isOpen && (
        <div className="space-y-1.5 border-t border-line px-2 py-2">
          {file.status === "renamed" && <p className="text-soft wrap-anywhere">It was {file.old_path}.</p>}
          {file.hunks.map((hunk) => (
            <div key={`${hunk.old_start} ${hunk.new_start}`}>
              <p className="pb-0.5 font-mono text-xs text-soft">Line {hunk.new_start || hunk.old_start}</p>
              <DiffView lines={hunk.lines} label={`Difference of ${file.path} at line ${hunk.new_start || hunk.old_start}`} />
            </div>
          ))}
          {file.hunks.length === 0 && <p className="text-soft">{describeEmpty(file)}</p>}
          {file.is_cut && file.hunks.length > 0 && <p className="text-soft">It goes on; this is its beginning.</p>}
        </div>
      )}
    </details>
  );
}

const WORDS: Record<ChangedFile["status"], string> = {
  added: "added",
  removed: "removed",
  modified: "",
  renamed: "renamed",
  retyped: "changed its type",
};

function describeEmpty(file: ChangedFile): string {
  if (file.is_cut) return "Its difference is not shown: the commit is too large.";
  return file.added === null ? "A binary file: no lines are compared." : "No line differs.";
}

function countLines(file: ChangedFile): number {
  return file.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
}
