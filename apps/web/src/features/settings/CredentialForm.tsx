"use client";

import { useState, type FormEvent } from "react";
import { api, call, send, type ApiError } from "@/lib/api";
import { formatAgo } from "@/lib/format";
import { useChange, useGet } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { Field, INPUT } from "./fields";
import { Card } from "./Section";

const AT = "/repos/{repo}/credential";

/** The token by which a private repository is fetched: stored sealed, and shown by its kind alone. */
export function CredentialForm({ repo }: { repo: string }) {
  const at = { params: { path: { repo } } };
  const { data, error } = useGet(AT, at);
  const [token, setToken] = useState("");
  const [username, setUsername] = useState("");
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const store = useChange(() => call(api.PUT(AT, { ...at, body: { token, username, known_hosts: "" } })), [AT, "/audit"]);
  const removal = useChange(() => send(api.DELETE(AT, at)), [AT, "/audit"]);
  const stored = data?.credential;

  async function save(event: FormEvent) {
    event.preventDefault();
    const done = await store.change(null);
    setRefusal(done.error);
    if (!done.error) {
      setToken("");
      setUsername("");
    }
  }

  return (
    <Card title="Credential of this repository">
      <p className="leading-6 text-soft">
        {stored
          ? `A ${stored.kind === "token" ? "token" : "deploy key"} is stored, by ${stored.stored_by}, ${formatAgo(stored.updated_at)}. It is sealed, and never shown again.`
          : "None of its own: a GitHub App or GITHUB_TOKEN is used where there is one. A private repository of another host needs one here."}
      </p>
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      <form onSubmit={(event) => void save(event)} className="space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Token" hint="One that may read its contents is enough. It is sent to its host alone.">
            {(ids) => (
              <input
                {...ids}
                type="password"
                autoComplete="off"
                required
                value={token}
                onChange={(event) => setToken(event.target.value)}
                className={INPUT}
              />
            )}
          </Field>
          <Field label="User name" hint="Only where the host wants a certain one with it.">
            {(ids) => (
              <input
                {...ids}
                autoComplete="off"
                value={username}
                onChange={(event) => setUsername(event.target.value)}
                className={INPUT}
              />
            )}
          </Field>
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" disabled={!token.trim() || store.isBusy}>
            {stored ? "Replace it" : "Store it"}
          </Button>
          {stored && (
            <Button disabled={removal.isBusy} onClick={() => void removal.change(null).then(setRefusal)}>
              Forget it
            </Button>
          )}
          <span className="text-[13px] text-soft">
            A deploy key: <code>repochat connect {repo} --key FILE</code>
          </span>
        </div>
      </form>
    </Card>
  );
}
