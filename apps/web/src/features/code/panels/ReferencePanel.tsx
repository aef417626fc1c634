"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { api, readError, type ApiError, type Schemas } from "@/lib/api";
import { formatCount } from "@/lib/format";
import { addressOf } from "@/lib/place";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { GoLink } from "@/ui/GoLink";
import { VirtualRows } from "@/ui/VirtualRows";
import type { NameAt } from "./names";

type References = Schemas["ReferenceList"];
type Reference = Schemas["ReferenceShape"];
type Row = { kind: "file"; path: string; count: number } | { kind: "line"; reference: Reference };

const ROW_PX = 26;

interface Props {
  at: NameAt;
  onGo: (address: string) => void;
}

/** Who refers to a name, by file, and how sure that is. */
export function ReferencePanel({ at, onGo }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const found = useReferences(at);
  const pages = found.data?.pages;
  const rows = useMemo(() => group((pages ?? []).flatMap((page) => page.references)), [pages]);
  const first = pages?.[0];
  if (found.error) {
    return (
      <div className="p-3">
        <Problem error={found.error} />
      </div>
    );
  }
  if (!first) return <p className="p-3 text-[13px] text-soft">Looking for references</p>;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <p className="border-b border-line px-3 py-2 text-xs leading-5 text-soft">
        <span className="font-mono font-medium text-ink">{first.name || at.name}</span>{" "}
        {formatCount(first.count, "reference")}.{" "}
        {first.is_exact
          ? "Those marked “same name” could mean another definition."
          : "Found by name: some of them may mean another definition."}
      </p>
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto" role="region" aria-label="References" tabIndex={0}>
        <VirtualRows
          scroller={scroller}
          count={rows.length}
          rowPx={ROW_PX}
          render={(index) => {
            const row = rows[index];
            if (row?.kind === "file") return <FileRow path={row.path} count={row.count} />;
            return row && <LineRow at={at} reference={row.reference} isExact={first.is_exact} onGo={onGo} />;
          }}
        />
        {found.hasNextPage && (
          <p className="p-3">
            <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              Show more
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

function FileRow({ path, count }: { path: string; count: number }) {
  return (
    <h3 title={path} className="flex h-full items-end gap-2 px-3 pb-0.5 font-mono text-xs font-medium">
      <span className="truncate [direction:rtl]">
        <bdi>{path}</bdi>
      </span>
      <span className="ml-auto text-soft">{count}</span>
    </h3>
  );
}

interface LineProps {
  at: NameAt;
  reference: Reference;
  isExact: boolean;
  onGo: (address: string) => void;
}

function LineRow({ at, reference, isExact, onGo }: LineProps) {
  const { path, line, text, how } = reference;
  const address = addressOf({ repo: at.repo, commit: at.commit, path, start_line: line, end_line: line });
  return (
    <GoLink
      href={address}
      title={reference.in ? `In ${reference.in}` : undefined}
      onGo={onGo}
      className="flex h-full items-center gap-2.5 pr-3 pl-4 font-mono text-xs -outline-offset-2 hover:bg-raised"
    >
      <span className="w-10 shrink-0 text-right text-soft tabular-nums">{line}</span>
      <span className="truncate whitespace-pre">{text.trim()}</span>
      {isExact && how === "by_name" && (
        <span className="ml-auto shrink-0 rounded border border-line px-1 font-sans text-[11px] text-soft">same name</span>
      )}
    </GoLink>
  );
}

function group(references: readonly Reference[]): Row[] {
  const counts = new Map<string, number>();
  for (const { path } of references) counts.set(path, (counts.get(path) ?? 0) + 1);
  return references.flatMap((reference, index): Row[] => {
    const { path } = reference;
    const line: Row = { kind: "line", reference };
    return path === references[index - 1]?.path ? [line] : [{ kind: "file", path, count: counts.get(path) ?? 0 }, line];
  });
}

function useReferences({ repo, commit, path, line, column }: NameAt) {
  return useInfiniteQuery<References, ApiError, { pages: References[] }, unknown[], string>({
    queryKey: ["/files/references", repo, commit, path, line, column],
    queryFn: async ({ pageParam, signal }) => {
      const query = { repo, rev: commit, path, line, column, after: pageParam };
      const { data, error } = await api.GET("/files/references", { params: { query }, signal });
      if (!data) throw readError(error) as unknown;
      return data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_after,
    staleTime: Infinity,
  });
}
