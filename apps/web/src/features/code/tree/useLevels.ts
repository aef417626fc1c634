"use client";

import { useQueries, type QueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, readError, type Schemas } from "@/lib/api";

export type Entry = Schemas["EntryShape"];
export type Folder = Schemas["FolderShape"];

export interface Level {
  folder: Folder | null;
  error: { message: string } | null;
}

const KEPT_MS = 60_000;

/** What stands in each of these folders, as far as it is known by now. */
export function useLevels(repo: string, rev: string, folders: readonly string[]): Map<string, Level> {
  const combine = useCallback(
    (results: { data?: Folder | undefined; error: { message: string } | null }[]) =>
      new Map(folders.map((folder, at) => [folder, { folder: results[at]?.data ?? null, error: results[at]?.error ?? null }])),
    [folders],
  );
  return useQueries({
    queries: folders.map((folder) => ({
      queryKey: keyOf(repo, rev, folder),
      queryFn: ({ signal, client }: { signal: AbortSignal; client: QueryClient }) => read(client, repo, rev, folder, signal),
      staleTime: KEPT_MS,
    })),
    combine,
  });
}

export function writeQuery(repo: string, rev: string, folder: string) {
  return { repo, folder, ...(rev ? { rev } : {}) };
}

function keyOf(repo: string, rev: string, folder: string) {
  return ["/files/tree", { params: { query: writeQuery(repo, rev, folder) } }];
}

/** What the newest revision holds is also what its commit holds, which permalinks name. */
async function read(
  client: QueryClient,
  repo: string,
  rev: string,
  folder: string,
  signal: AbortSignal,
): Promise<Folder> {
  const { data, error } = await api.GET("/files/tree", { params: { query: writeQuery(repo, rev, folder) }, signal });
  if (!data) throw readError(error) as unknown;
  if (rev !== data.commit) client.setQueryData(keyOf(repo, data.commit, folder), data);
  return data;
}
