"use client";

import { showControls } from "@/lib/controls";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { api, call, type Citation } from "@/lib/api";

const COMMITS_MAX = 100; // as many as the API names at once

const TitlesContext = createContext<ReadonlyMap<string, string>>(new Map());

/** The subject of a cited commit, the title of a cited pull request; empty for code, and until it is known. */
export function useTitle(citation: Citation): string {
  return useContext(TitlesContext).get(keyOf(citation)) ?? "";
}

/** Knows the titles of what `citations` lead to. A pull request's own lines have its title. */
export function TitlesProvider({ citations, children }: { citations: Citation[]; children: ReactNode }) {
  const wanted = listCommits(citations);
  const subjects = useSubjects(wanted);
  const titles = useMemo(() => {
    const told = citations.filter((each) => each.kind === "pull_request" && each.start_line === 1);
    return new Map([...subjects, ...told.map((each) => [keyOf(each), each.told?.split("\n")[0] ?? ""] as const)]);
  }, [citations, subjects]);
  return <TitlesContext value={titles}>{children}</TitlesContext>;
}

function keyOf({ repo, kind, commit, ref }: Citation): string {
  return kind === "pull_request" ? `${repo} ${ref ?? ""}` : kind === "commit" ? `${repo} ${commit}` : "";
}

/** The cited commits as `repo sha`, each once, on lines of their own: a text, so that it compares by value. */
function listCommits(citations: Citation[]): string {
  const keys = citations.filter((each) => each.kind === "commit").map(keyOf);
  return [...new Set(keys)].sort().join("\n");
}

function useSubjects(wanted: string): ReadonlyMap<string, string> {
  const [subjects, setSubjects] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    let isCurrent = true;
    for (const [repo, shas] of groupByRepo(wanted)) {
      const params = { path: { repo }, query: { sha: shas.slice(0, COMMITS_MAX) } };
      void call(api.GET("/repos/{repo}/commits", { params })).then(({ data }) => {
        if (!isCurrent || !data) return;
        const found = data.commits.map((each) => [`${repo} ${each.sha}`, showControls(each.subject)] as const);
        setSubjects((known) => new Map([...known, ...found]));
      });
    }
    return () => {
      isCurrent = false;
    };
  }, [wanted]);
  return subjects;
}

function groupByRepo(wanted: string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const key of wanted.split("\n").filter(Boolean)) {
    const space = key.lastIndexOf(" ");
    const repo = key.slice(0, space);
    groups.set(repo, [...(groups.get(repo) ?? []), key.slice(space + 1)]);
  }
  return groups;
}
