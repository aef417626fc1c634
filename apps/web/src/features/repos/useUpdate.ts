"use client";

import { useState } from "react";
import type { ApiError, Run } from "@/lib/api";
import { useChange } from "@/lib/query";
import { updateRepo } from "./actions";
import type { RepoOverview } from "./useOverview";

/** The way to index what is new, or everything the first time; busy while `runs` of the repository go on. */
export function useUpdate(repo: RepoOverview, runs: Run[]) {
  const [error, setError] = useState<ApiError | null>(null);
  const update = useChange(() => updateRepo(repo.name, repo.latest !== null), ["/overview", "/repos"]);
  const start = () => void update.change(undefined).then(setError);
  return { start, isBusy: update.isBusy || runs.length > 0, error, setError };
}
