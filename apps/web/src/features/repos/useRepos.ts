"use client";

import { useCallback, useEffect, useState } from "react";
import { api, call, type ApiError, type Repo } from "@/lib/api";

export function useRepos() {
  const [repos, setRepos] = useState<Repo[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  const reload = useCallback(async () => {
    const found = await call(api.GET("/repos"));
    setRepos((known) => found.data?.repos ?? known);
    setError(found.error);
  }, []);

  useEffect(() => {
    void reload();
  }, [reload]);

  return { repos, error, reload };
}
