import { RepoCard } from "@/features/repos/RepoCard";
import type { Overview } from "@/features/repos/useOverview";
import type { Run } from "@/lib/api";

interface Props {
  overview: Overview;
  runs: Run[];
  skewMs: number;
}

/** All connected repositories, as many beside each other as there is room for. */
export function RepoGrid({ overview, runs, skewMs }: Props) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,22rem),1fr))] gap-3">
      {overview.repos.map((repo) => (
        <RepoCard key={repo.id} repo={repo} runs={runs.filter((run) => run.repo_id === repo.id)} skewMs={skewMs} />
      ))}
    </ul>
  );
}
