"use client";

import Link from "next/link";
import { useState } from "react";
import type { Run } from "@/lib/api";
import { chatAddress, filesAddress, screenAddress, settingsAddress } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { IconButton, QUIET } from "@/ui/IconButton";
import { ChatIcon, CodeIcon, MoreIcon, RetryIcon, RunsIcon, SettingsIcon, TrashIcon } from "@/ui/icons";
import { Menu } from "@/ui/Menu";
import { DisconnectDialog } from "./DisconnectDialog";
import { FreshnessLine } from "./FreshnessLine";
import { RepoFacts } from "./RepoFacts";
import { RepoProblems } from "./RepoProblems";
import { RunBar } from "./RunBar";
import { SkipList } from "./SkipList";
import { ThinkingToggle } from "./ThinkingToggle";
import type { RepoOverview } from "./useOverview";
import { useUpdate } from "./useUpdate";

interface Props {
  repo: RepoOverview;
  /** What runs or waits, as the stream has it. */
  runs: Run[];
  skewMs: number;
}

/** One repository: what is indexed, how fresh, what runs, what went wrong, and the ways on. */
export function RepoCard({ repo, runs, skewMs }: Props) {
  const [isLeaving, setLeaving] = useState(false);
  const { start, isBusy, error, setError } = useUpdate(repo, runs);
  return (
    <li className="flex min-w-0 flex-col gap-2.5 rounded-xl border border-line bg-panel p-4">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="leading-6 font-semibold wrap-anywhere">
            <Link href={chatAddress({ repo: repo.name })} className="hover:underline">
              {repo.name}
            </Link>
          </h3>
          <p className="truncate font-mono text-xs leading-5 text-soft" title={repo.source}>
            {repo.source}
          </p>
        </div>
        <Button
          className="-mt-0.5 shrink-0"
          disabled={isBusy}
          aria-label={repo.latest ? `Update now: ${repo.name}` : `Index now: ${repo.name}`}
          onClick={start}
        >
          {repo.latest ? "Update now" : "Index now"}
        </Button>
        <RepoMenu repo={repo} onLeave={() => setLeaving(true)} />
      </div>
      <div className="text-[13px]">
        <FreshnessLine freshness={repo.freshness} branch={repo.default_branch} skewMs={skewMs} />
      </div>
      <RepoFacts repo={repo} />
      {runs.map((run) => (
        <RunBar key={run.id} run={run} repo={repo.name} />
      ))}
      <RepoProblems repo={repo} error={error} isBusy={isBusy} />
      <SkipList repo={repo} />
      <div className="mt-auto flex flex-wrap items-center gap-1 border-t border-line pt-2.5">
        {repo.latest && (
          <>
            <Link href={chatAddress({ repo: repo.name })} className={`${QUIET} -ml-2`} aria-label={`Ask about ${repo.name}`}>
              <ChatIcon /> Ask
            </Link>
            <Link href={filesAddress(repo.name)} className={QUIET} aria-label={`Code of ${repo.name}`}>
              <CodeIcon /> Code
            </Link>
          </>
        )}
        <span className="ml-auto">
          <ThinkingToggle repo={repo} onError={setError} />
        </span>
      </div>
      <DisconnectDialog repo={repo.name} source={repo.source} isOpen={isLeaving} onClose={() => setLeaving(false)} />
    </li>
  );
}

function RepoMenu({ repo, onLeave }: { repo: RepoOverview; onLeave: () => void }) {
  return (
    <Menu
      items={[
        { label: "Indexing runs", icon: <RunsIcon />, href: screenAddress("runs", repo.name) },
        { label: "Branches and retention", icon: <RetryIcon />, href: settingsAddress("branches", repo.name) },
        { label: "Settings", icon: <SettingsIcon />, href: settingsAddress(undefined, repo.name) },
        { label: "Disconnect", icon: <TrashIcon />, onChoose: onLeave, isGrave: true },
      ]}
    >
      <IconButton label={`More about ${repo.name}`}>
        <MoreIcon />
      </IconButton>
    </Menu>
  );
}
