import { WatchButton } from "@/features/age/WatchButton";
import { RepoPicker } from "@/features/repos/RepoPicker";
import { RepoState } from "@/features/repos/RepoState";
import type { Repo } from "@/lib/api";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { ListIcon } from "@/ui/icons";

interface Props {
  repos: Repo[] | null;
  repo: Repo | undefined;
  connecting: boolean;
  listing: boolean;
  onChoose: (name: string) => void;
  onConnect: () => void;
  onList: () => void;
  onIndexed: () => void;
  hasReports: boolean;
  onReports: () => void;
}

/** Which repository is asked, how fresh it is, and the way to another one. */
export function ChatHeader(props: Props) {
  const { repos, repo, connecting, listing } = props;
  const isEmpty = repos !== null && repos.length === 0;
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-page/95 px-3 py-2 backdrop-blur sm:px-4">
      <div className="flex items-center gap-2 sm:gap-3">
        <IconButton
          label="Conversations"
          aria-expanded={listing}
          onClick={props.onList}
          className="-ml-1 2xl:hidden"
        >
          <ListIcon />
        </IconButton>
        <h1 className="text-base font-semibold tracking-tight max-sm:sr-only">repochat</h1>
        {repos && repos.length > 0 && (
          <RepoPicker repos={repos} chosen={repo?.name ?? null} onChoose={props.onChoose} />
        )}
        {!isEmpty && (
          <Button className="ml-auto shrink-0" aria-expanded={connecting} onClick={props.onConnect}>
            {connecting ? "Close" : "Connect"}
            <span className="sr-only sm:not-sr-only"> {connecting ? "" : "a repository"}</span>
          </Button>
        )}
        <WatchButton isOpen={props.hasReports} onOpen={props.onReports} />
      </div>
      {repo && <RepoState key={repo.id} repo={repo} onIndexed={props.onIndexed} />}
    </header>
  );
}
