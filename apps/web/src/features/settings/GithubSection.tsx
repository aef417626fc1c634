"use client";

import { useState } from "react";
import { api, call, send, type ApiError, type GithubSettings } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { NeedList } from "./NeedList";
import { useLoaded } from "./useLoaded";

const load = () => call(api.GET("/settings/github"));

/** What is set up for GitHub, and what each feature asks of it. */
export function GithubSection() {
  const { data: settings, error, reload } = useLoaded(load);
  const [refusal, setRefusal] = useState<ApiError | null>(null);

  async function forget() {
    setRefusal(await send(api.DELETE("/settings/github-app")));
    await reload();
  }

  return (
    <section aria-labelledby="github" className="space-y-3">
      <h2 id="github" className="text-lg font-semibold">
        GitHub
      </h2>
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      {settings && (
        <>
          <dl className="grid gap-x-4 gap-y-2 rounded-lg border border-line bg-panel p-4 text-sm sm:grid-cols-[10rem_1fr]">
            <dt className="text-soft">Address</dt>
            <dd>{settings.forge}</dd>
            <dt className="text-soft">Login</dt>
            <dd>{settings.has_login ? "People can log in." : "Not set up."}</dd>
            <dt className="text-soft">GitHub App</dt>
            <dd>
              <App settings={settings} onForget={() => void forget()} />
            </dd>
            <dt className="text-soft">Webhooks</dt>
            <dd>{describeHooks(settings)}</dd>
          </dl>
          <NeedList needs={settings.needs} />
        </>
      )}
    </section>
  );
}

function App({ settings, onForget }: { settings: GithubSettings; onForget: () => void }) {
  const { app } = settings;
  if (app?.source === "settings") return <>Number {app.app_id}, from the settings of this installation.</>;
  if (app) {
    return (
      <span className="flex flex-wrap items-center gap-3">
        Number {app.app_id}, made here.
        {app.install_url && (
          <a className="text-accent underline" href={app.install_url}>
            Choose its repositories
          </a>
        )}
        {settings.is_owner && <Button onClick={onForget}>Forget its keys</Button>}
      </span>
    );
  }
  if (!settings.is_owner) return <>None. An owner can make one.</>;
  return (
    <span className="flex flex-wrap items-center gap-3">
      None.
      <a className="text-accent underline" href="/settings/github-app">
        Make one
      </a>
    </span>
  );
}

function describeHooks(settings: GithubSettings): string {
  const count = settings.webhook_secrets;
  const known = count === 0 ? "No secret is set" : count === 1 ? "One secret is set" : `${String(count)} secrets are set`;
  const reach = settings.is_reachable
    ? "GitHub tells of pushes at /webhooks/github."
    : "GitHub cannot reach this machine, so it is asked now and then instead.";
  return `${known}. ${reach}`;
}
