"use client";

import { useRef } from "react";
import { formatBytes, formatCount } from "@/lib/format";
import { addressOf } from "@/lib/place";
import { useGet } from "@/lib/query";
import { filesAddress } from "@/lib/routes";
import { Problem } from "@/ui/Problem";
import { GoLink } from "@/ui/GoLink";
import { VirtualRows } from "@/ui/VirtualRows";
import { parentOf } from "./rows";
import { describe, drawIcon } from "./TreeRow";
import { writeQuery, type Entry } from "./useLevels";

const ROW_PX = 32;
const README = /^readme(\.(md|rst|txt|markdown|adoc|org))?$/i;

interface Props {
  repo: string;
  rev: string;
  /** "" is the root. */
  folder: string;
  onGo: (address: string) => void;
}

/** What stands in a folder, and what its README says, as text. */
export function FolderView({ repo, rev, folder, onGo }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { data, error } = useGet("/files/tree", { params: { query: writeQuery(repo, rev, folder) } }, { freshMs: 60_000 });
  if (error) {
    return (
      <div className="p-4">
        <Problem error={error} />
      </div>
    );
  }
  if (!data) return <p className="p-4 text-sm text-soft">Loading</p>;
  const { entries, commit } = data;
  const offset = folder ? 1 : 0;
  const readme = entries.find(({ name, kind }) => kind === "file" && README.test(name));
  return (
    <div ref={scroller} className="h-full overflow-auto" role="region" aria-label="Folder" tabIndex={0}>
      <p className="border-b border-line px-4 py-2 text-xs text-soft">
        {data.is_cut ? `The first ${formatCount(entries.length, "entry", "entries")}` : formatCount(entries.length, "entry", "entries")}
      </p>
      <div role="list">
        <VirtualRows
          scroller={scroller}
          count={entries.length + offset}
          rowPx={ROW_PX}
          render={(index) => {
            if (index < offset) return <UpRow address={filesAddress(repo, rev, parentOf(folder))} onGo={onGo} />;
            const entry = entries[index - offset];
            return entry && <EntryRow entry={entry} address={addressTo(repo, rev, entry)} onGo={onGo} />;
          }}
        />
      </div>
      {readme && <Readme repo={repo} commit={commit} path={readme.path} />}
    </div>
  );
}

function addressTo(repo: string, rev: string, entry: Entry): string {
  if (entry.kind === "folder") return filesAddress(repo, rev, entry.path);
  return addressOf({ repo, commit: rev, path: entry.path, start_line: 0, end_line: 0 });
}

interface RowProps {
  address: string;
  onGo: (address: string) => void;
}

function UpRow({ address, onGo }: RowProps) {
  return (
    <div role="listitem" className="h-full">
      <RowLink address={address} onGo={onGo}>
        <span aria-hidden="true" className="w-4 text-center text-soft">
          ..
        </span>
        <span className="sr-only">The folder above</span>
      </RowLink>
    </div>
  );
}

function EntryRow({ entry, address, onGo }: RowProps & { entry: Entry }) {
  return (
    <div role="listitem" className="h-full">
      <RowLink address={address} onGo={onGo} title={describe(entry)}>
        <span className="text-soft">{drawIcon(entry)}</span>
        <span className="truncate">{entry.name}</span>
        <span className="ml-auto shrink-0 pl-3 text-xs text-soft">
          {entry.skip_reason && <span className="mr-3 max-sm:hidden">Not indexed: {entry.skip_reason.replaceAll("_", " ")}</span>}
          {entry.kind === "file" ? formatBytes(entry.size_bytes) : entry.kind === "folder" ? "" : entry.kind}
        </span>
      </RowLink>
    </div>
  );
}

function RowLink({ address, onGo, title, children }: RowProps & { title?: string; children: React.ReactNode }) {
  return (
    <GoLink
      href={address}
      title={title}
      onGo={onGo}
      className="flex h-full items-center gap-2.5 border-b border-line px-4 text-[13px] -outline-offset-2 hover:bg-raised"
    >
      {children}
    </GoLink>
  );
}

/** As text: what a repository says of itself is not rendered, so that it cannot pretend to be a part of this page. */
function Readme({ repo, commit, path }: { repo: string; commit: string; path: string }) {
  const { data } = useGet("/files", { params: { query: { repo, path, rev: commit, end: 2_000, symbols: false } } }, { freshMs: Infinity });
  if (!data?.content) return null;
  return (
    <section aria-label={path} className="m-4 rounded-lg border border-line">
      <h2 className="border-b border-line px-4 py-2 font-mono text-xs font-medium">{path}</h2>
      <pre className="max-w-4xl px-4 py-3 font-mono text-[13px] leading-5 whitespace-pre-wrap wrap-anywhere">{data.content}</pre>
    </section>
  );
}
