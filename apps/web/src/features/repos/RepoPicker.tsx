"use client";

import type { RepoOverview } from "./useOverview";

interface Props {
  repos: RepoOverview[];
  chosen: string | null;
  onChoose: (repo: string) => void;
}

export function RepoPicker({ repos, chosen, onChoose }: Props) {
  return (
    <select
      aria-label="Repository"
      value={chosen ?? ""}
      onChange={(event) => onChoose(event.target.value)}
      className="min-h-9 w-full max-w-72 min-w-0 truncate rounded-lg border border-line bg-panel px-2 text-sm font-medium"
    >
      {chosen === null && <option value="">Choose a repository</option>}
      {repos.map((repo) => (
        <option key={repo.id} value={repo.name}>
          {repo.latest ? repo.name : `${repo.name} (not indexed)`}
        </option>
      ))}
    </select>
  );
}
