"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { api, readError, type ApiError, type Schemas } from "@/lib/api";
import { formatAgo, formatDay, formatLines, shortSha } from "@/lib/format";
import { addressOf, type Place } from "@/lib/place";
import { diffAddress } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { GoLink } from "@/ui/GoLink";
import { Problem } from "@/ui/Problem";

type Past = Schemas["PastShape"];
type PastCommit = Schemas["PastCommitShape"];

interface Props {
  place: Place;
  onWhole: () => void;
  onGo: (address: string) => void;
}

/** The commits that changed a file, or those of its lines that `place` names. */
export function HistoryPanel({ place, onWhole, onGo }: Props) {
  const { pages, error, isLoading, hasMore, isReading, readMore } = useHistory(place);
  const commits = pages.flatMap((page) => page.commits);
  const isOfLines = place.start_line > 0;
  const isOne = place.start_line === place.end_line;
  return (
    <div className="h-full overflow-auto" role="region" aria-label="Commits" tabIndex={0}>
      <p className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-3 py-2 text-xs text-soft">
        {isOfLines ? `Of ${isOne ? "line" : "lines"} ${formatLines(place.start_line, place.end_line)}` : "Of the whole file"}
        {isOfLines && (
          <button type="button" onClick={onWhole} className="text-accent hover:underline">
            Show the whole file's
          </button>
        )}
      </p>
      {error && (
        <div className="p-3">
          <Problem error={error} />
        </div>
      )}
      {isLoading && <p className="p-3 text-[13px] text-soft">Reading the history</p>}
      <ol>
        {commits.map((commit) => (
          <li key={commit.sha} className="border-b border-line px-3 py-2">
            <CommitRow place={place} commit={commit} onGo={onGo} />
          </li>
        ))}
      </ol>
      {!isLoading && !error && commits.length === 0 && <p className="p-3 text-[13px] text-soft">No commit is known.</p>}
      {hasMore && (
        <p className="p-3">
          <Button onClick={readMore} disabled={isReading}>
            {isReading ? "Reading" : "Show older"}
          </Button>
        </p>
      )}
      {pages.at(-1)?.is_cut && (
        <p className="p-3 text-xs text-soft">Reading takes too long from here on: there may be older commits.</p>
      )}
    </div>
  );
}

function CommitRow({ place, commit, onGo }: Omit<Props, "onWhole"> & { commit: PastCommit }) {
  const at = new Date(commit.committed_at * 1000).toISOString();
  const { repo } = place;
  const view = addressOf({ repo, kind: "commit", commit: commit.sha, path: "", start_line: 0, end_line: 0 });
  const then = addressOf({ repo, commit: commit.sha, path: commit.path, start_line: 0, end_line: 0 });
  return (
    <>
      <GoLink href={view} onGo={onGo} className="block text-[13px] leading-5 font-medium wrap-anywhere hover:underline">
        {commit.subject || "No message"}
      </GoLink>
      <p className="mt-0.5 flex flex-wrap gap-x-2.5 text-xs leading-5 text-soft">
        <span>{commit.author}</span>
        <time dateTime={at} title={formatDay(at)}>
          {formatAgo(at)}
        </time>
        <span className="font-mono">{shortSha(commit.sha)}</span>
        {commit.added !== null && (
          <span className="font-mono whitespace-nowrap">
            <span className="text-good">+{commit.added}</span> <span className="text-bad">−{commit.removed}</span>
          </span>
        )}
      </p>
      {commit.path !== place.path && <p className="text-xs text-soft wrap-anywhere">As {commit.path}</p>}
      <p className="mt-0.5 flex gap-3 text-xs leading-5">
        <GoLink href={then} onGo={onGo} className="text-accent hover:underline">
          File then
        </GoLink>
        <Link
          prefetch={false}
          href={diffAddress({ repo, base: commit.sha, head: place.commit, path: place.path })}
          className="text-accent hover:underline"
        >
          Compare with what is shown
        </Link>
      </p>
    </>
  );
}

function useHistory({ repo, commit, path, start_line, end_line }: Place) {
  const lines = start_line > 0 ? { start: start_line, end: end_line } : {};
  const found = useInfiniteQuery<Past, ApiError, { pages: Past[] }, unknown[], string>({
    queryKey: ["/files/history", repo, commit, path, lines],
    queryFn: async ({ pageParam, signal }) => {
      const query = { repo, path, rev: commit, after: pageParam, ...lines };
      const { data, error } = await api.GET("/files/history", { params: { query }, signal });
      if (!data) throw readError(error) as unknown;
      return data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_after,
    staleTime: Infinity,
  });
  return {
    pages: found.data?.pages ?? [],
    error: found.error,
    isLoading: found.isLoading,
    hasMore: found.hasNextPage,
    isReading: found.isFetchingNextPage,
    readMore: () => void found.fetchNextPage(),
  };
}
