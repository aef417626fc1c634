"use client";

import { Command } from "cmdk";
import { useDeferredValue, useState } from "react";
import { formatAgo, shortSha } from "@/lib/format";
import { useGet } from "@/lib/query";
import { BranchIcon, CommitIcon, PullIcon, TagIcon } from "./icons";
import { Problem } from "./Problem";
import type { RevisionRef } from "./RevisionPicker";

interface Props {
  repo: string;
  label: string;
  onChoose: (chosen: RevisionRef) => void;
}

const KINDS: { kind: RevisionRef["kind"]; heading: string; Icon: () => React.ReactNode }[] = [
  { kind: "commit", heading: "Commit", Icon: CommitIcon },
  { kind: "branch", heading: "Branches", Icon: BranchIcon },
  { kind: "tag", heading: "Tags", Icon: TagIcon },
  { kind: "pull", heading: "Pull requests", Icon: PullIcon },
];

/** What a revision can be chosen from; the server looks for what is typed, also for a commit by its first digits. */
export function RevisionList({ repo, label, onChoose }: Props) {
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const { data, error, isFetching } = useGet(
    "/repos/{repo}/refs",
    { params: { path: { repo }, query: { q } } },
    { keepsOld: true },
  );
  return (
    <Command shouldFilter={false} label={label} className="flex min-h-0 flex-col">
      <Command.Input
        autoFocus
        value={typed}
        onValueChange={setTyped}
        placeholder="Branch, tag, pull request or commit"
        className="min-h-10 shrink-0 border-b border-line bg-transparent px-3 text-[13px] outline-none placeholder:text-soft"
      />
      <Command.List label="Revisions" className="min-h-0 flex-1 overflow-auto p-1">
        {error && <Problem error={error} />}
        {data && (
          <Command.Empty className="px-3 py-4 text-[13px] text-soft">
            {isFetching ? "Looking" : "No branch, tag, pull request or commit is called that."}
          </Command.Empty>
        )}
        {KINDS.map(({ kind, heading, Icon }) => (
          <Group
            key={kind}
            heading={heading}
            Icon={Icon}
            refs={data?.refs.filter((ref) => ref.kind === kind) ?? []}
            onChoose={onChoose}
          />
        ))}
        {data?.is_cut && <p className="px-3 py-2 text-xs text-soft">There are more. Type a part of the name.</p>}
      </Command.List>
    </Command>
  );
}

interface GroupProps {
  heading: string;
  Icon: () => React.ReactNode;
  refs: RevisionRef[];
  onChoose: (chosen: RevisionRef) => void;
}

function Group({ heading, Icon, refs, onChoose }: GroupProps) {
  if (refs.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-soft"
    >
      {refs.map((ref) => (
        <Command.Item
          key={`${ref.kind} ${ref.rev}`}
          value={`${ref.kind} ${ref.rev}`}
          onSelect={() => onChoose(ref)}
          className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-[13px] data-[selected=true]:bg-raised"
        >
          <Icon />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-mono">{ref.name}</span>
            {ref.kind !== "branch" && ref.title && <span className="block truncate text-xs text-soft">{ref.title}</span>}
          </span>
          <span className="shrink-0 text-right text-xs text-soft">
            <span className="block font-mono">{shortSha(ref.sha)}</span>
            <span className="block">
              {ref.is_indexed ? "indexed" : formatAgo(new Date(ref.committed_at * 1000).toISOString())}
            </span>
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
