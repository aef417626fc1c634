"use client";

import { useEffect } from "react";
import { writeQuery } from "@/features/code/tree/useLevels";
import type { ReadFile } from "@/features/code/viewer/useFile";
import type { Place } from "@/lib/place";
import { useGet } from "@/lib/query";
import { filesAddress } from "@/lib/routes";

const UNKNOWN: ReadFile = { whole: null, error: null };

/** A path that is no file may be a folder's that lacks its slash: then the address gets it, and the folder is shown. */
export function useFolder({ repo, commit, path }: Place, read: ReadFile): ReadFile {
  const query = writeQuery(repo, commit, path);
  const isEnabled = read.error?.kind === "not_found";
  const { data, error } = useGet("/files/tree", { params: { query } }, { isEnabled, freshMs: 60_000 });
  useEffect(() => {
    if (data) window.history.replaceState(null, "", filesAddress(repo, commit, path));
  }, [data, repo, commit, path]);
  return isEnabled && !error ? UNKNOWN : read;
}
