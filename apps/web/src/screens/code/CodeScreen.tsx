"use client";

import Link from "next/link";
import { PlaceHeading } from "@/features/code/PlaceHeading";
import { PlaceView } from "@/features/code/PlaceView";
import { useGet } from "@/lib/query";
import type { Place } from "@/lib/place";
import { chatAddress, dashboardAddress, filesAddress } from "@/lib/routes";
import { Problem } from "@/ui/Problem";
import { FilesView } from "./FilesView";
import { FullHeight } from "./FullHeight";
import { useTarget } from "./useTarget";

/** The whole of `/code`: the files of a repository at a revision, or a commit or a pull request of it. */
export function CodeScreen() {
  const target = useTarget();
  const { place, repo } = target;
  if (!repo) return <Choice />;
  if (place && place.kind !== "code") return <PastView place={place} />;
  return (
    <FullHeight>
      <FilesView key={repo} repo={repo} rev={target.rev} place={place} folder={target.folder} />
    </FullHeight>
  );
}

/** A commit or a pull request on a page of its own. */
function PastView({ place }: { place: Place }) {
  return (
    <div className="mx-auto flex min-h-full max-w-5xl flex-col">
      <header className="border-b border-line px-4 py-2.5">
        <h1 className="sr-only">Code</h1>
        <p className="mb-1 flex gap-4 text-[13px]">
          <Link href={filesAddress(place.repo, place.kind === "commit" ? place.commit : "")} className="text-accent hover:underline">
            {place.kind === "commit" ? "Files at this commit" : "Files"}
          </Link>
          <Link href={chatAddress({ repo: place.repo })} className="text-accent hover:underline">
            Ask about {place.repo}
          </Link>
        </p>
        <PlaceHeading place={place} />
      </header>
      <main id="main" tabIndex={-1} className="flex-1 bg-panel outline-none" aria-label="Code">
        <PlaceView place={place} />
      </main>
    </div>
  );
}

/** No address names a repository, and none was looked at before. */
function Choice() {
  const { data, error } = useGet("/repos", {});
  return (
    <main id="main" tabIndex={-1} className="mx-auto max-w-2xl p-6 outline-none" aria-label="Code">
      <h1 className="text-base font-semibold">Code</h1>
      {error && <Problem error={error} />}
      {data?.repos.length === 0 && (
        <p className="mt-2 text-sm text-soft">
          No repository is connected yet.{" "}
          <Link href={dashboardAddress()} className="text-accent underline">
            Connect one
          </Link>
        </p>
      )}
      <ul className="mt-3 space-y-1">
        {data?.repos.map((repo) => (
          <li key={repo.id}>
            <Link href={filesAddress(repo.name)} className="text-sm text-accent hover:underline">
              {repo.name}
            </Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
