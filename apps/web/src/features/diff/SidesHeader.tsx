"use client";

import { shortSha } from "@/lib/format";
import { IconButton } from "@/ui/IconButton";
import { RevisionPicker } from "@/ui/RevisionPicker";
import { SwapIcon } from "@/ui/icons";

interface Props {
  repo: string;
  base: string;
  head: string;
  onBase: (rev: string) => void;
  onHead: (rev: string) => void;
  onSwap: () => void;
}

/** What is compared with what. */
export function SidesHeader({ repo, base, head, onBase, onHead, onSwap }: Props) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <RevisionPicker repo={repo} label="Base revision" shown={nameRev(base)} onChoose={(ref) => onBase(ref.rev)} />
      <IconButton label="Swap the two" onClick={onSwap} disabled={!base || !head}>
        <SwapIcon />
      </IconButton>
      <RevisionPicker repo={repo} label="Head revision" shown={nameRev(head)} onChoose={(ref) => onHead(ref.rev)} />
    </div>
  );
}

function nameRev(rev: string): string {
  if (!rev) return "Choose a revision";
  const pull = /^refs\/(?:pull|merge-requests)\/(\d+)\/head$/.exec(rev);
  if (pull) return `#${pull[1]}`;
  return /^[0-9a-f]{40,64}$/.test(rev) ? shortSha(rev) : rev;
}
