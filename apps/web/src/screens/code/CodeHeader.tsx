"use client";

import { filesAddress } from "@/lib/routes";
import { addressOf } from "@/lib/place";
import { shortSha } from "@/lib/format";
import { useGet } from "@/lib/query";
import { IconButton } from "@/ui/IconButton";
import { RevisionPicker } from "@/ui/RevisionPicker";
import { TreeIcon } from "@/ui/codeIcons";
import { Breadcrumb } from "./Breadcrumb";

const SHA = /^[0-9a-f]{40}$/;

interface Props {
  repo: string;
  rev: string;
  path: string;
  isFolder: boolean;
  hasTree: boolean;
  onTree: () => void;
  onGo: (address: string) => void;
}

/** Which repository, which revision, which file. */
export function CodeHeader({ repo, rev, path, isFolder, hasTree, onTree, onGo }: Props) {
  const { data } = useGet("/repos/{repo}/refs", { params: { path: { repo } } }, { isEnabled: !rev, freshMs: 60_000 });
  const shown = SHA.test(rev) ? shortSha(rev) : rev || data?.default_branch || "newest";
  return (
    <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-page px-2 py-1.5 sm:px-3">
      <IconButton label={hasTree ? "Hide the files (Ctrl-B)" : "Show the files (Ctrl-B)"} aria-pressed={hasTree} onClick={onTree}>
        <TreeIcon />
      </IconButton>
      <RevisionPicker
        repo={repo}
        shown={shown}
        label="Revision"
        onChoose={(chosen) =>
          onGo(
            isFolder
              ? filesAddress(repo, chosen.rev, path)
              : addressOf({ repo, commit: chosen.rev, path, start_line: 0, end_line: 0 }),
          )
        }
        className="max-w-44"
      />
      <Breadcrumb repo={repo} rev={rev} path={path} onGo={onGo} />
    </header>
  );
}
