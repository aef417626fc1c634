import { WatchButton } from "@/features/age/WatchButton";
import { RepoLine } from "@/features/repos/RepoLine";
import { RepoPicker } from "@/features/repos/RepoPicker";
import type { RepoOverview } from "@/features/repos/useOverview";
import type { Run } from "@/lib/api";
import { IconButton } from "@/ui/IconButton";
import { ListIcon } from "@/ui/icons";

interface Props {
  repos: RepoOverview[];
  repo: RepoOverview | undefined;
  runs: Run[];
  skewMs: number;
  listing: boolean;
  onChoose: (name: string) => void;
  onList: () => void;
  hasReports: boolean;
  onReports: () => void;
}

/** Which repository is asked, and how fresh it is. */
export function ChatHeader(props: Props) {
  const { repos, repo, listing } = props;
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-page px-3 py-2 sm:px-4">
      <div className="flex min-h-9 items-center gap-2 sm:gap-3">
        <IconButton label="Conversations" aria-expanded={listing} onClick={props.onList} className="-ml-1 2xl:hidden">
          <ListIcon />
        </IconButton>
        <h1 className="sr-only">Chat</h1>
        {repos.length > 0 && <RepoPicker repos={repos} chosen={repo?.name ?? null} onChoose={props.onChoose} />}
        <span className="ml-auto">
          <WatchButton isOpen={props.hasReports} onOpen={props.onReports} />
        </span>
      </div>
      {repo ? (
        <RepoLine
          key={repo.id}
          repo={repo}
          runs={props.runs.filter((run) => run.repo_id === repo.id)}
          skewMs={props.skewMs}
        />
      ) : (
        <div className="mt-1 min-h-8" />
      )}
    </header>
  );
}
