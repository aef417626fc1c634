"use client";

import { api, call, type Schemas } from "@/lib/api";
import { formatAgo, formatCount } from "@/lib/format";
import { useChange, useGet } from "@/lib/query";
import { Markdown } from "@/ui/Markdown";
import { Problem } from "@/ui/Problem";
import { CredentialForm } from "./CredentialForm";
import { useDraft } from "./drafts";
import { Field, INPUT } from "./fields";
import { SaveForm } from "./SaveForm";
import { Card, Facts, Section } from "./Section";
import { WebhookTest } from "./WebhookTest";

type Webhooks = Schemas["RepoWebhooksShape"];
type Path = Schemas["FollowShape"]["path"];

const EVERY_MS = 10_000;
const PATHS: Record<Path, string> = {
  webhook: "Webhooks: the forge tells, within a second",
  polling: "Asking now and then: every minute, less often while nothing happens",
  watching: "Watching the folder: within a second",
  manual: "Not at all: only when somebody asks for it",
};

/** How the repository's changes are learned of, how that fares, and by which credential it is fetched. */
export function FollowingSection({ repo }: { repo: string }) {
  const { data, error } = useGet("/repos/{repo}/webhooks", { params: { path: { repo } } }, { everyMs: EVERY_MS });
  return (
    <Section title="Following and webhooks" lead={`How a push to ${repo} is learned of. Whatever tells of it is only believed to have said so: what is indexed is what git then fetches.`}>
      {error && <Problem error={error} />}
      {data && (
        <>
          <PathForm repo={repo} webhooks={data} />
          <Health webhooks={data} />
          {data.source_kind !== "path" && <WebhookTest repo={repo} />}
          {data.source_kind !== "path" && <CredentialForm repo={repo} />}
        </>
      )}
    </Section>
  );
}

function PathForm({ repo, webhooks }: { repo: string; webhooks: Webhooks }) {
  const isFolder = webhooks.source_kind === "path";
  const saved = webhooks.follow?.path ?? (isFolder ? "watching" : "polling");
  const { value, isChanged, change, forget } = useDraft<Path>(`following:${repo}`, saved);
  const { change: save } = useChange(
    () => call(api.PUT("/repos/{repo}/follow", { params: { path: { repo } }, body: { path: value } })),
    ["/repos/{repo}/webhooks", "/repos", "/audit"],
  );
  const offered: Path[] = isFolder ? ["watching", "polling", "manual"] : ["webhook", "polling", "manual"];

  async function onSave() {
    const { error } = await save(null);
    if (!error) forget();
    return error;
  }

  return (
    <SaveForm label="Following" isChanged={isChanged} onSave={onSave} onReset={forget}>
      <Field
        label="Changes are learned of by"
        hint={
          webhooks.follow?.is_chosen
            ? "A person chose this, so it stays whatever webhooks come."
            : "Nobody chose this: the first webhook that comes makes it webhooks."
        }
      >
        {(ids) => (
          <select {...ids} value={value} onChange={(event) => change(event.target.value as Path)} className={INPUT}>
            {offered.map((path) => (
              <option key={path} value={path}>
                {PATHS[path]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </SaveForm>
  );
}

function Health({ webhooks }: { webhooks: Webhooks }) {
  const { follow, last_event: event } = webhooks;
  const ago = (time: string | null | undefined) => (time ? formatAgo(time) : "never");
  const isFolder = webhooks.source_kind === "path";
  return (
    <Card title="How it fares">
      <Facts
        facts={[
          ["Last look", ago(follow?.last_checked_at)],
          ["Last change seen", ago(follow?.last_changed_at)],
          ["Last event", event ? `${event.kind} by ${event.origin}, ${formatAgo(event.received_at)}: ${event.outcome || event.state}` : "none"],
          ...(isFolder
            ? []
            : ([
                ["On its forge", webhooks.full_name ? `${webhooks.full_name} at ${webhooks.forge}` : "not known"],
                ["Webhook address", <code key="url">{webhooks.url}</code>],
                ["Last ping", ago(webhooks.last_ping_at)],
                ["Within a day", `${formatCount(webhooks.deliveries, "webhook")}, ${webhooks.failed} failed, ${webhooks.waiting} waiting`],
              ] as const)),
        ]}
      />
      {follow?.problem && (
        <p className="rounded-md bg-raised px-3 py-2">
          <strong>The last look failed.</strong> {String(follow.problem.message)} {String(follow.problem.hint)}
        </p>
      )}
      {webhooks.advice.length > 0 && (
        <ul className="space-y-2">
          {webhooks.advice.map((advice) => (
            <li key={advice.message} className="rounded-md bg-raised px-3 py-2">
              <p className="font-medium">{advice.message}</p>
              <p className="text-[13px] leading-5 text-soft">
                <Markdown text={advice.hint} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
