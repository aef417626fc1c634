"use client";

import { useState, type FormEvent } from "react";
import { api, call, type ApiError, type Run } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { IndexProgress } from "./IndexProgress";

interface Props {
  onIndexed: (repo: string) => void;
}

interface Started {
  run: Run;
  repo: string;
}

/** Takes a path or an address, connects it, and shows the indexing until its end. */
export function ConnectForm({ onIndexed }: Props) {
  const [source, setSource] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [started, setStarted] = useState<Started | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const result = await connect(source.trim());
    setError(result.error);
    setStarted(result.data);
    if (result.error) setBusy(false);
  }

  function finish(run: Run) {
    setBusy(false);
    if (run.status === "done" && started) onIndexed(started.repo);
  }

  return (
    <div className="space-y-3">
      <form onSubmit={(event) => void submit(event)} className="flex flex-wrap gap-2">
        <label htmlFor="source" className="w-full text-sm font-medium">
          Path or address of a git repository
        </label>
        <input
          id="source"
          required
          value={source}
          onChange={(event) => setSource(event.target.value)}
          placeholder="a folder here, or https://github.com/owner/name"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="min-h-9 min-w-0 flex-1 basis-56 rounded-lg border border-line bg-panel px-3 font-mono text-sm placeholder:text-soft"
        />
        <Button type="submit" look="main" disabled={busy || !source.trim()}>
          {busy ? "Indexing" : "Connect and index"}
        </Button>
      </form>
      {error && <Problem error={error} />}
      {started && <IndexProgress key={started.run.id} started={started.run} repo={started.repo} onOver={finish} />}
    </div>
  );
}

async function connect(source: string) {
  const connected = await call(api.POST("/repos", { body: { source } }));
  if (connected.error) return connected;
  const repo = connected.data.name;
  const run = await call(api.POST("/index/{repo}/initial", { params: { path: { repo } }, body: {} }));
  return run.error ? run : { data: { run: run.data, repo }, error: null };
}
