"use client";

import { useEffect, useState } from "react";
import { api, call, type ApiError, type Commit, type Pull } from "@/lib/api";
import type { Place } from "@/lib/place";

/** The commit that `place` names. */
export function useCommit({ repo, commit }: Place) {
  const [found, setFound] = useState<Commit | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const params = { path: { repo, sha: commit } };
    void call(api.GET("/repos/{repo}/commits/{sha}", { params })).then((answer) => {
      if (!isCurrent) return;
      setFound(answer.data);
      setError(answer.error);
    });
    return () => {
      isCurrent = false;
    };
  }, [repo, commit]);
  return { commit: found, error };
}

/** The pull request that `place` names, as it is known now. */
export function usePull({ repo, ref }: Place) {
  const [pull, setPull] = useState<Pull | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const number = Number(ref?.replace("#", ""));
  useEffect(() => {
    let isCurrent = true;
    const params = { path: { repo, number } };
    void call(api.GET("/repos/{repo}/pulls/{number}", { params })).then((answer) => {
      if (!isCurrent) return;
      setPull(answer.data);
      setError(answer.error);
    });
    return () => {
      isCurrent = false;
    };
  }, [repo, number]);
  return { pull, error };
}
