"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { readAddress, type Place } from "@/lib/place";
import { useCurrentRepo } from "@/lib/repo";

export interface Target {
  repo: string | null;
  /** As the address has it; "" is the newest of the default branch. */
  rev: string;
  /** A file, a commit or a pull request; null for a folder. */
  place: Place | null;
  /** The folder that is shown, "" for the root. */
  folder: string;
}

/** What the address names. A path that ends in a slash is a folder. */
export function useTarget(): Target {
  const query = useSearchParams();
  const repo = useCurrentRepo();
  return useMemo(() => {
    const path = query.get("path") ?? "";
    const isFolder = path.endsWith("/");
    const named = isFolder ? null : readAddress(query);
    return { repo, rev: query.get("rev") ?? "", place: named, folder: isFolder ? path.slice(0, -1) : "" };
  }, [query, repo]);
}

/** Shows another address of this screen without loading anything but what it names. */
export function useGo(): (address: string) => void {
  return useCallback((address) => {
    const now = `${window.location.pathname}${window.location.search}`;
    if (address !== now) window.history.pushState(null, "", address);
  }, []);
}
