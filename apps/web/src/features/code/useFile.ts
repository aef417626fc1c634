"use client";

import { useEffect, useState } from "react";
import { api, call, type ApiError, type CodeFile } from "@/lib/api";
import type { Place } from "@/lib/place";

const CONTEXT_LINES = 120;

export interface Window {
  start: number;
  end: number;
}

export function windowAround(place: Place): Window {
  return { start: Math.max(1, place.start_line - CONTEXT_LINES), end: place.end_line + CONTEXT_LINES };
}

export function widen(window: Window, by: number): Window {
  return { start: Math.max(1, window.start - by), end: window.end + by };
}

/** The lines of `window` of the file that `place` names. */
export function useFile(place: Place, window: Window) {
  const [file, setFile] = useState<CodeFile | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const { repo, path, commit } = place;
  const { start, end } = window;

  useEffect(() => {
    let current = true;
    const query = { repo, path, start, end, ...(commit ? { rev: commit } : {}) };
    void call(api.GET("/files", { params: { query } })).then((found) => {
      if (!current) return;
      setFile(found.data);
      setError(found.error);
    });
    return () => {
      current = false;
    };
  }, [repo, path, commit, start, end]);

  return { file, error };
}
