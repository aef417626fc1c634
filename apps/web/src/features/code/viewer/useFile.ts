"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api, readError, type ApiError, type CodeFile } from "@/lib/api";
import type { Place } from "@/lib/place";
import { useGet } from "@/lib/query";

const SHA = /^[0-9a-f]{40}$/;

export interface WholeFile {
  file: CodeFile;
  /** Its lines parted by line feeds, without the last of them; null when it cannot be shown. */
  text: string | null;
}

export interface ReadFile {
  whole: WholeFile | null;
  error: ApiError | null;
}

/** The whole file that `place` names, without its symbols. A long one comes in several readings, and is shown once all are there. */
export function useFile({ repo, path, commit }: Place): ReadFile {
  const query = writeQuery(repo, path, commit);
  const first = useGet("/files", { params: { query } }, SHA.test(commit) ? { freshMs: Infinity } : {});
  const file = first.data;
  const queries = useQueryClient();
  useEffect(() => {
    // Of the newest revision it is read once: a permalink to its lines names its commit, and shows the same.
    if (file) queries.setQueryData(["/files", { params: { query: writeQuery(repo, path, file.commit) } }], file);
  }, [queries, file, repo, path]);
  const isLong = file !== null && file.end < file.lines;
  const rest = useQuery<string, ApiError>({
    queryKey: ["/files", "rest", repo, path, file?.commit, file?.end],
    queryFn: ({ signal }) => (file ? readRest(file, signal) : ""),
    enabled: isLong,
    staleTime: Infinity,
  });
  const error = first.error ?? (isLong ? rest.error : null);
  const tail = isLong ? rest.data : "";
  const whole = useMemo(() => {
    if (!file || tail === undefined) return null;
    return { file, text: file.content === null ? null : splitAsLines(file.content + tail) };
  }, [file, tail]);
  return { whole: error ? null : whole, error };
}

function writeQuery(repo: string, path: string, commit: string) {
  return { repo, path, symbols: false, ...(commit ? { rev: commit } : {}) };
}

/** The definitions of a file that is shown: they are many in a long one, so that its lines do not wait for them. */
export function useSymbols(file: CodeFile | null) {
  const query = { repo: file?.repo ?? "", path: file?.path ?? "", rev: file?.commit ?? "", start: 1, end: 1 };
  const { data, error } = useGet("/files", { params: { query } }, { isEnabled: file !== null, freshMs: Infinity });
  return { symbols: data?.symbols ?? null, error };
}

async function readRest(file: CodeFile, signal: AbortSignal): Promise<string> {
  const { repo, path, commit, lines } = file;
  const size = file.end - file.start + 1;
  const starts: number[] = [];
  for (let start = file.end + 1; start <= lines; start += size) starts.push(start);
  const parts = await Promise.all(
    starts.map(async (start) => {
      const query = { repo, path, rev: commit, symbols: false, start, end: Math.min(lines, start + size - 1) };
      const { data, error } = await api.GET("/files", { params: { query }, signal });
      if (!data) throw readError(error) as unknown;
      return data.content ?? "";
    }),
  );
  return parts.join("");
}

function splitAsLines(content: string): string {
  return content.replaceAll("\r\n", "\n").replace(/\n$/, "");
}
