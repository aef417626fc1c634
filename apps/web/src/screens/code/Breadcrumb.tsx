"use client";

import { Fragment } from "react";
import { filesAddress } from "@/lib/routes";
import { GoLink } from "@/ui/GoLink";
import { CopyButton } from "@/features/code/viewer/FileBar";

interface Props {
  repo: string;
  rev: string;
  path: string;
  onGo: (address: string) => void;
}

/** Where one is: each folder a way up, the whole path to copy. */
export function Breadcrumb({ repo, rev, path, onGo }: Props) {
  const parts = path ? path.split("/") : [];
  const folders = parts.slice(0, -1).map((name, index) => ({ name, path: parts.slice(0, index + 1).join("/") }));
  const root = filesAddress(repo, rev);
  return (
    <nav aria-label="Path" className="flex min-w-0 items-center">
      <h1 className="min-w-0 font-mono text-[13px] leading-5 wrap-anywhere">
        <GoLink href={root} onGo={onGo} className="font-sans font-medium text-accent hover:underline">
          {repo}
        </GoLink>
        {folders.map((folder) => {
          const address = filesAddress(repo, rev, folder.path);
          return (
            <Fragment key={folder.path}>
              <span className="px-0.5 text-soft">/</span>
              <GoLink href={address} onGo={onGo} className="text-accent hover:underline">
                {folder.name}
              </GoLink>
            </Fragment>
          );
        })}
        {parts.length > 0 && (
          <>
            <span className="px-0.5 text-soft">/</span>
            <span className="font-medium">{parts.at(-1)}</span>
          </>
        )}
      </h1>
      {path && <CopyButton label="Copy the path" text={path} />}
    </nav>
  );
}
