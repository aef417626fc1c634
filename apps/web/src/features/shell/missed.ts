import type { Run, Schemas } from "@/lib/api";
import { formatCount, shortSha } from "@/lib/format";

export interface Missed {
  id: string;
  words: string;
  repo: string;
}

type Repo = Schemas["RepoOverview"];

/** What happened to the repositories since `heardAt` (milliseconds, by this machine's clock). */
export function listMissed(overview: Schemas["OverviewShape"], heardAt: number): Missed[] {
  const since = heardAt + (Date.parse(overview.now) - Date.now());
  return overview.repos.flatMap((repo) => {
    if (Date.parse(repo.created_at) > since) return [{ id: repo.id, repo: repo.name, words: "was connected" }];
    const run = repo.run;
    return run && Date.parse(run.updated_at) > since ? describeRun(repo, run) : [];
  });
}

function describeRun(repo: Repo, run: Run): Missed[] {
  const told = (words: string) => [{ id: run.id, repo: repo.name, words }];
  if (run.status === "failed") return told(`could not be indexed: ${String(run.error?.["message"] ?? "see the runs")}`);
  if (run.status === "cancelled") return told("was not indexed: the run was cancelled");
  if (run.status !== "done") return told("is being indexed");
  const { revision, files_changed: changed } = run.report ?? {};
  const at = typeof revision === "string" ? ` at ${shortSha(revision)}` : "";
  const files = typeof changed === "number" ? `, ${formatCount(changed, "file")} changed` : "";
  return told(`is indexed${at}${files}`);
}
