"use client";

import { useCallback, useEffect, useState } from "react";
import type { ApiError } from "@/lib/api";

type Outcome<Data> = { data: Data; error: null } | { data: null; error: ApiError };

/** What `load` gives, and again on `reload`. `load` must stay the same function. */
export function useLoaded<Data>(load: () => Promise<Outcome<Data>>) {
  const [data, setData] = useState<Data | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  const reload = useCallback(async () => {
    const found = await load();
    setData((known) => found.data ?? known);
    setError(found.error);
  }, [load]);

  useEffect(() => {
    void reload();
  }, [reload]);

  return { data, error, reload };
}
