"use client";

import { useState } from "react";
import { api, send, type ApiError, type GithubSettings } from "@/lib/api";
import { useChange, useGet } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { NeedList } from "./NeedList";
import { Card, Facts, Section } from "./Section";

/** What is set up for GitHub, and what each feature asks of it. */
export function GithubSection() {
  const { data: settings, error } = useGet("/settings/github", {});
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const { change: forget } = useChange(() => send(api.DELETE("/settings/github-app")), ["/settings/github", "/audit"]);

  return (
    <Section
      title="GitHub"
      lead="How people log in with GitHub and what is asked of it: the least that works, feature by feature."
    >
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      {settings && (
        <>
          <Card>
            <Facts
              facts={[
                ["Address", settings.forge],
                ["Login", settings.has_login ? "People can log in." : "Not set up."],
                ["GitHub App", <App key="app" settings={settings} onForget={() => void forget(null).then(setRefusal)} />],
                ["Webhooks", describeHooks(settings)],
              ]}
            />
            <p className="text-[13px] leading-5 text-soft">
              A GitHub App lets people log in, fetches private repositories and is told of pushes, without anybody's own
              token. Without one, a webhook and a token of each repository do.
            </p>
          </Card>
          <NeedList needs={settings.needs} />
        </>
      )}
    </Section>
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
