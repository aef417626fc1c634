import type { ApiError } from "@/lib/api";
import { Problem } from "@/ui/Problem";
import type { RepoOverview } from "./useOverview";

/** What a person asked for and did not get, why the last run failed, why its source could not be looked at. */
export function RepoProblems({ repo, error, isBusy }: { repo: RepoOverview; error: ApiError | null; isBusy: boolean }) {
  const failed = !isBusy && repo.run?.status === "failed" ? repo.run.error : null;
  const told = [error, failed, repo.freshness.problem].filter((each) => each !== null) as unknown as ApiError[];
  const once = told.filter((each, index) => told.findIndex((other) => other.message === each.message) === index);
  return once.map((each) => <Problem key={each.message} error={each} />);
}
