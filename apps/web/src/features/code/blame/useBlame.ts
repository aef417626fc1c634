"use client";

import { useEffect, useMemo } from "react";
import type { CodeFile, Schemas } from "@/lib/api";
import { formatAgo, formatDay, shortSha } from "@/lib/format";
import { addressOf } from "@/lib/place";
import { useGet } from "@/lib/query";
import type { Blamed } from "../viewer/blame";
import type { CodeViewer } from "../viewer/editor";

export type BlameRange = Schemas["BlameRangeShape"];

interface Args {
  file: CodeFile | null;
  viewer: CodeViewer | null;
  isOn: boolean;
  onGo: (address: string) => void;
}

/** Who last wrote each line, beside the lines while it is on. */
export function useBlame({ file, viewer, isOn, onGo }: Args) {
  const query = { repo: file?.repo ?? "", path: file?.path ?? "", rev: file?.commit ?? "" };
  const isAsked = isOn && file !== null && file.unshown === null;
  const { data, error } = useGet("/files/blame", { params: { query } }, { isEnabled: isAsked, freshMs: Infinity });
  const repo = query.repo;
  const ranges = useMemo(() => (data?.ranges ?? []).map((range) => describe(repo, range)), [data, repo]);
  useEffect(() => {
    if (!viewer || !isOn) return;
    let isGone = false;
    void import("../viewer/blame").then(({ blameGutter }) => {
      if (!isGone) viewer.addExtra(blameGutter(ranges, onGo));
    });
    return () => {
      isGone = true;
      viewer.addExtra([]);
    };
  }, [viewer, isOn, ranges, onGo]);
  return { blame: isOn ? data : null, error: isOn ? error : null, isReading: isAsked && !data && !error };
}

function describe(repo: string, range: BlameRange): Blamed {
  const { start, end, sha, author, subject } = range;
  const at = new Date(range.committed_at * 1000).toISOString();
  return {
    start,
    end,
    author,
    age: formatAgo(at),
    title: `${subject}\n${author}, ${formatDay(at)}, ${shortSha(sha)}`,
    address: addressOf({ repo, kind: "commit", commit: sha, path: "", start_line: 0, end_line: 0 }),
  };
}
