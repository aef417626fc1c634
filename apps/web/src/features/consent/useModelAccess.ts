"use client";

import { useCallback, useEffect, useState } from "react";
import { api, call, type ApiError, type ModelAccess } from "@/lib/api";

/** Which model is configured for a repository and whether its code may go there; null until that is known. */
export function useModelAccess(repo: string | null) {
  const [access, setAccess] = useState<ModelAccess | null>(null);

  useEffect(() => {
    setAccess(null);
    if (repo === null) return;
    let current = true;
    void call(api.GET("/repos/{repo}/model", { params: { path: { repo } } })).then(({ data }) => {
      if (current) setAccess(data);
    });
    return () => {
      current = false;
    };
  }, [repo]);

  const decide = useCallback(
    async (allowed: boolean): Promise<ApiError | null> => {
      if (repo === null || access === null) return null;
      const body = { allowed, host: access.host };
      const { data, error } = await call(api.PUT("/repos/{repo}/model", { params: { path: { repo } }, body }));
      if (data) setAccess(data);
      return error;
    },
    [repo, access],
  );

  return { access, decide };
}

/** Whether only a person's yes is missing for a model to answer. */
export function lacksConsent(access: ModelAccess | null): access is ModelAccess {
  return access !== null && access.model !== "" && !access.is_local && !access.allowed;
}
