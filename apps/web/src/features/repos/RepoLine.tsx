"use client";

import type { Run } from "@/lib/api";
import { formatCount, shortSha } from "@/lib/format";
import { QUIET } from "@/ui/IconButton";
import { RetryIcon } from "@/ui/icons";
import { FreshnessLine } from "./FreshnessLine";
import { RepoProblems } from "./RepoProblems";
import { RunBar } from "./RunBar";
import type { RepoOverview } from "./useOverview";
import { useUpdate } from "./useUpdate";

interface Props {
  repo: RepoOverview;
  /** Of this repository: what runs or waits. */
  runs: Run[];
  skewMs: number;
}

/** In a line: which commit is indexed, how fresh that is, and the way to bring it up to date; below it what runs. */
export function RepoLine({ repo, runs, skewMs }: Props) {
  const update = useUpdate(repo, runs);
  const files = repo.latest?.counts["files"];
  return (
    <div className="mt-1 space-y-2">
      <div className="flex flex-wrap items-center gap-x-3 text-xs text-soft">
        <FreshnessLine freshness={repo.freshness} branch={repo.default_branch} skewMs={skewMs} />
        {repo.latest && (
          <span>
            indexed at <span className="font-mono">{shortSha(repo.latest.sha)}</span>
            {typeof files === "number" && ` · ${formatCount(files, "file")}`}
          </span>
        )}
        <button type="button" disabled={update.isBusy} onClick={update.start} className={`${QUIET} text-xs`}>
          <RetryIcon />
          {repo.latest ? "Update now" : "Index now"}
        </button>
      </div>
      {runs.map((run) => (
        <RunBar key={run.id} run={run} repo={repo.name} />
      ))}
      <RepoProblems repo={repo} error={update.error} isBusy={update.isBusy} />
    </div>
  );
}
