"use client";

import { useEffect, useState } from "react";
import { api, call, type ApiError, type Repo, type Run } from "@/lib/api";
import { formatAgo, formatCount, shortSha } from "@/lib/format";
import { Problem } from "@/ui/Problem";
import { IndexProgress } from "./IndexProgress";
import { isOver } from "./useRun";

interface Props {
  repo: Repo;
  onIndexed: (repo: string) => void;
}

/** Which commit is indexed, how long ago, and the way to bring it up to date; a run that goes on is shown. */
export function RepoState({ repo, onIndexed }: Props) {
  const [run, setRun] = useState<Run | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  useEffect(() => {
    let current = true;
    const path = { repo: repo.name };
    void call(api.GET("/index/{repo}/status", { params: { path } })).then((found) => {
      const latest = found.data?.run;
      if (!current || !latest || isOver(latest)) return;
      setRun(latest);
      setBusy(true);
    });
    return () => {
      current = false;
    };
  }, [repo.name]);

  async function update() {
    setBusy(true);
    const path = repo.latest ? "/index/{repo}/diff" : "/index/{repo}/initial";
    const started = await call(api.POST(path, { params: { path: { repo: repo.name } }, body: {} }));
    setRun(started.data);
    setError(started.error);
    if (started.error) setBusy(false);
  }

  function finish(over: Run) {
    setBusy(false);
    setRun(over);
    if (over.status === "done") onIndexed(repo.name);
  }

  return (
    <div className="mt-1.5 space-y-2">
      <p className="flex flex-wrap items-center gap-x-2 text-xs text-soft">
        {describe(repo)}
        <button
          type="button"
          disabled={busy}
          onClick={() => void update()}
          className="rounded px-1 py-0.5 font-medium text-accent hover:underline disabled:text-soft disabled:no-underline"
        >
          {busy ? "Indexing" : repo.latest ? "Update" : "Index now"}
        </button>
      </p>
      {error && <Problem error={error} />}
      {run && busy && <IndexProgress key={run.id} started={run} repo={repo.name} onOver={finish} />}
      {run?.status === "failed" && <Problem error={run.error as unknown as ApiError} />}
    </div>
  );
}

function describe(repo: Repo): string {
  if (!repo.latest) return "Not indexed yet";
  const files = repo.latest.counts["files"];
  const parts = [`Indexed at ${shortSha(repo.latest.sha)}`, formatAgo(repo.latest.indexed_at)];
  if (typeof files === "number") parts.push(formatCount(files, "file"));
  return parts.join(" · ");
}
