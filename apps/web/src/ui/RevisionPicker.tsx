"use client";

import dynamic from "next/dynamic";
import { Popover } from "radix-ui";
import { useState } from "react";
import type { Schemas } from "@/lib/api";
import { BranchIcon, OpenIcon } from "./icons";

export type RevisionRef = Schemas["RefShape"];

interface Props {
  repo: string;
  /** What is chosen now, as a person reads it: a branch, a tag, `#7`, a short commit. */
  shown: string;
  /** What is chosen with it, as "Base revision". */
  label: string;
  /** `rev` of what was chosen goes into addresses. */
  onChoose: (chosen: RevisionRef) => void;
  className?: string;
}

const RevisionList = dynamic(() => import("./RevisionList").then((module) => module.RevisionList), { ssr: false });

/** A button that opens the branches, tags, pull requests and commits of a repository, to choose one of. */
export function RevisionPicker({ repo, shown, label, onChoose, className = "" }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={`${label}: ${shown}`}
        className={`inline-flex min-h-9 max-w-full min-w-0 items-center gap-1.5 rounded-lg border border-line bg-panel px-2.5 text-[13px] hover:bg-raised ${className}`}
      >
        <BranchIcon />
        <span className="truncate font-mono">{shown}</span>
        <OpenIcon />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="z-50 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-[min(26rem,calc(100vw-1rem))] flex-col overflow-hidden rounded-lg border border-line bg-panel shadow-lg outline-none"
        >
          <RevisionList
            repo={repo}
            label={label}
            onChoose={(chosen) => {
              setOpen(false);
              onChoose(chosen);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
