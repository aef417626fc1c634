"use client";

import { useMemo, useState } from "react";
import { expandFromRawCode } from "react-diff-view";
import { formatCount } from "@/lib/format";
import { useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";
import { LineDiff } from "./LineDiff";
import { readHunk, type ChangedPath, type Sides } from "./model";
import { canColour } from "./tokens";

const WHOLE: string[] = []; // of a file that is new or gone all lines are shown

interface Props {
  sides: Sides;
  file: ChangedPath;
  isSplit: boolean;
}

/** The difference of one file, read when it is shown. */
export function FileBody({ sides, file, isSplit }: Props) {
  const { repo, base, head, since } = sides;
  const { data, error } = useGet("/repos/{repo}/diff/file", {
    params: { path: { repo }, query: { base, head, since, path: file.path, old_path: file.old_path } },
  });
  const [asked, setAsked] = useState<[number, number][]>([]);
  const read = useMemo(() => data?.hunks.map(readHunk) ?? [], [data]);
  const hasOldSide = file.status !== "added" && file.status !== "removed"; // beside the new one, which is not all shown
  const old = useGet(
    "/files",
    { params: { query: { repo, rev: data?.old ?? "", path: file.old_path, symbols: false } } },
    { isEnabled: data !== null && (asked.length > 0 || (hasOldSide && canColour(read))), freshMs: Infinity },
  );
  const source = useMemo(() => old.data?.content?.split("\n") ?? null, [old.data]);
  const hunks = useMemo(
    () => (source ? asked.reduce((all, [start, end]) => expandFromRawCode(all, source, start, end), read) : read),
    [read, source, asked],
  );
  if (error) return <div className="p-3"><Problem error={error} /></div>;
  if (!data) return <p className="px-3 py-2 text-[13px] text-soft">Loading</p>;
  if (data.is_binary) return <Note>A binary file: no lines are compared.</Note>;
  if (hunks.length === 0) return <Note>No line differs{file.status === "renamed" ? ": it was only renamed" : ""}.</Note>;
  const canExpand = file.status === "modified" || file.status === "renamed";
  return (
    <>
      <LineDiff
        repo={repo}
        file={data}
        status={file.status}
        hunks={hunks}
        isSplit={isSplit}
        source={hasOldSide ? source : WHOLE}
        oldLines={source && asked.length > 0 ? countLines(source) : null}
        onExpand={canExpand && !data.is_cut ? (start, end) => setAsked((before) => [...before, [Math.max(1, start), end]]) : null}
      />
      {old.error && asked.length > 0 && <div className="p-3"><Problem error={old.error} /></div>}
      {data.is_cut && (
        <Note>
          The difference goes on; these are its first {formatCount(hunks.reduce((sum, hunk) => sum + hunk.changes.length, 0), "line")}.
        </Note>
      )}
    </>
  );
}

/** A file that ends its last line has no line after it. */
function countLines(source: string[]): number {
  return source.at(-1) === "" ? source.length - 1 : source.length;
}

function Note({ children }: { children: React.ReactNode }) {
  return <p className="px-3 py-2 text-[13px] text-soft">{children}</p>;
}
