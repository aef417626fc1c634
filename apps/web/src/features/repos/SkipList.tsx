"use client";

import { useState } from "react";
import { formatCount } from "@/lib/format";
import { useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";
import type { RepoOverview } from "./useOverview";

const REASONS: Record<string, string> = {
  binary: "Binary",
  too_large: "Too large",
  generated: "Generated",
  minified: "Minified",
  vendored: "Code of others (vendored)",
  lock_file: "Lock files",
  lfs_pointer: "Kept in Git LFS",
  submodule: "Submodules",
  symlink: "Symbolic links",
  undecodable: "No readable text",
  undecodable_path: "Names that are no text",
  excluded: "Excluded by rules",
  empty: "Empty",
  missing: "Missing in git",
};

/** Files that are not indexed, by reason; the paths are read when a person unfolds the list. */
export function SkipList({ repo }: { repo: RepoOverview }) {
  const [isOpen, setOpen] = useState(false);
  const total = repo.skipped.reduce((sum, each) => sum + each.count, 0);
  if (total === 0) return null;
  return (
    <details className="text-[13px]" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer rounded text-soft hover:text-ink">
        {formatCount(total, "file")} left out
      </summary>
      {isOpen && <Reasons repo={repo} />}
    </details>
  );
}

function Reasons({ repo }: { repo: RepoOverview }) {
  const { data, error } = useGet("/index/{repo}/status", { params: { path: { repo: repo.name } } });
  const paths = new Map(data?.skipped.map((each) => [each.reason, each.paths]));
  return (
    <div className="mt-2 max-h-72 space-y-3 overflow-auto rounded-md border border-line bg-page p-3" tabIndex={0} role="region" aria-label={`Files of ${repo.name} that are left out`}>
      {error && <Problem error={error} />}
      {repo.skipped.map(({ reason, count }) => (
        <section key={reason} className="space-y-1">
          <h4 className="font-medium">
            {REASONS[reason] ?? reason} <span className="font-normal text-soft">{formatCount(count, "file")}</span>
          </h4>
          <ul className="space-y-0.5 font-mono text-xs text-soft">
            {paths.get(reason)?.map((path) => (
              <li key={path} className="wrap-anywhere">
                {path}
              </li>
            )) ?? <li className="font-sans">Reading</li>}
          </ul>
          <More count={count - (paths.get(reason)?.length ?? count)} />
        </section>
      ))}
    </div>
  );
}

function More({ count }: { count: number }) {
  return count > 0 ? <p className="text-xs text-soft">and {count.toLocaleString("en")} more</p> : null;
}
