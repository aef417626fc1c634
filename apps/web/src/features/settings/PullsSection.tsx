"use client";

import { useState } from "react";
import { api, call, type ApiError, type Schemas } from "@/lib/api";
import { formatAgo } from "@/lib/format";
import { useChange, useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";
import { Toggle } from "./fields";
import { Card, Section } from "./Section";

type Draft = Schemas["DraftShape"];

/** Whether draft pull requests may be opened in a repository, and which were. */
export function PullsSection({ repo }: { repo: string }) {
  const at = { params: { path: { repo } } };
  const { data: permission, error } = useGet("/repos/{repo}/drafts/permission", at);
  const { data: list } = useGet("/repos/{repo}/drafts", at);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const { change, isBusy } = useChange(
    (allowed: boolean) => {
      const path = "/repos/{repo}/drafts/permission";
      return call(allowed ? api.PUT(path, at) : api.DELETE(path, at));
    },
    ["/repos/{repo}/drafts/permission", "/audit"],
  );
  const place = permission?.full_name;
  return (
    <Section
      title="Pull requests"
      lead="Patches are only ever offered as draft pull requests. Nothing is ever merged, approved or marked as ready."
    >
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      {permission && (
        <Card>
          <Toggle
            label="Drafts may be opened"
            isOn={permission.allowed}
            isDisabled={isBusy || !place}
            onChange={(allowed) => void change(allowed).then((done) => setRefusal(done.error))}
            hint={
              place
                ? `In ${place}, on branches of their own. Only who is an owner there, as its forge says now, may allow it. Taking it back leaves open drafts as they are.`
                : `${repo} is not known to be on GitHub, so it can have no pull requests. Connect it by its address there.`
            }
          />
          {permission.allowed_at && (
            <p className="text-[13px] text-soft">
              Allowed by {permission.allowed_by}, {formatAgo(permission.allowed_at)}. It ends when the repository goes to
              another owner.
            </p>
          )}
        </Card>
      )}
      {list && (
        <Card title="Drafts that were asked for">
          {list.drafts.length === 0 ? (
            <p className="text-soft">None so far.</p>
          ) : (
            <ul className="divide-y divide-line">
              {list.drafts.map((draft) => (
                <DraftRow key={draft.key} draft={draft} />
              ))}
            </ul>
          )}
        </Card>
      )}
    </Section>
  );
}

function DraftRow({ draft }: { draft: Draft }) {
  return (
    <li className="space-y-0.5 py-2">
      <p className="wrap-anywhere">
        {draft.number === null ? (
          draft.title
        ) : (
          <a href={draft.url} rel="noreferrer" className="text-accent underline underline-offset-2">
            #{draft.number} {draft.title}
          </a>
        )}
      </p>
      <p className="text-[13px] text-soft">
        {draft.state === "ready" ? "no draft any more: a person marked it as ready" : draft.state}, for {draft.base_ref},
        by {draft.opened_by}, {formatAgo(draft.created_at)}
      </p>
      {draft.problem && <p className="text-[13px] text-bad">{draft.problem.message}</p>}
    </li>
  );
}
