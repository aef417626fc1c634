"use client";

import { useState } from "react";
import { api, call, type ApiError, type ModelAccess } from "@/lib/api";
import { formatAgo, formatUsd } from "@/lib/format";
import { useChange, useGet } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { BudgetForm } from "./BudgetForm";
import { OnlyOwners } from "./SaveForm";
import { Card, Facts, Section } from "./Section";
import { useMe } from "./useOwner";

/** Which model is configured, whether the repository's code may go to it, and what a day may cost. */
export function ModelSection({ repo }: { repo: string }) {
  const { data: access, error } = useGet("/repos/{repo}/model", { params: { path: { repo } } });
  return (
    <Section
      title="Model and consent"
      lead={`Whether a language model answers about ${repo}, what leaves this machine for it, and what a day may cost.`}
    >
      {error && <Problem error={error} />}
      {access && (
        <>
          <Card title="The model">
            <Facts
              facts={[
                ["Model", access.model ? `${access.model} (${access.provider})` : "None is configured"],
                ["Where", describePlace(access)],
                ["What leaves", describeLeaving(access)],
                ["Price", describePrice(access)],
                ["Today", describeToday(access)],
              ]}
            />
            <p className="text-[13px] leading-5 text-soft">
              The model is set for the whole installation: <code>LLM_PROVIDER</code>, <code>LLM_MODEL</code> and their
              neighbours in <code>.env</code>, then restart.
            </p>
          </Card>
          <Consent repo={repo} access={access} />
          <BudgetForm repo={repo} access={access} />
        </>
      )}
    </Section>
  );
}

function Consent({ repo, access }: { repo: string; access: ModelAccess }) {
  const { isOwner } = useMe();
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const { change, isBusy } = useChange(
    (body: { allowed: boolean; host: string }) =>
      call(api.PUT("/repos/{repo}/model", { params: { path: { repo } }, body })),
    ["/repos/{repo}/model", "/audit"],
  );
  const decide = async (allowed: boolean, host: string) => setRefusal((await change({ allowed, host })).error);
  const asks = access.model !== "" && !access.is_local && !access.hosts.includes(access.host);
  return (
    <Card title="Where the code may go">
      {access.hosts.length === 0 && !asks && (
        <p className="text-soft">
          {access.is_local ? "Nowhere else, and nobody has to be asked: the model is on this machine." : "Nowhere."}
        </p>
      )}
      <ul className="divide-y divide-line">
        {access.hosts.map((host) => (
          <li key={host} className="flex flex-wrap items-center justify-between gap-2 py-2">
            <span className="wrap-anywhere">
              <code>{host}</code>
              {host === access.host && access.allowed_at && (
                <span className="text-soft">
                  {" "}
                  allowed by {access.allowed_by}, {formatAgo(access.allowed_at)}
                </span>
              )}
            </span>
            {isOwner && (
              <Button aria-label={`Take back ${host}`} disabled={isBusy} onClick={() => void decide(false, host)}>
                Take back
              </Button>
            )}
          </li>
        ))}
        {asks && (
          <li className="space-y-2 py-2">
            <p>
              Nobody has allowed code of {repo} to go to <code className="wrap-anywhere">{access.host}</code>, so answers
              quote the code itself.
            </p>
            {isOwner && (
              <Button look="main" disabled={isBusy} onClick={() => void decide(true, access.host)}>
                Allow {access.host}
              </Button>
            )}
          </li>
        )}
      </ul>
      <p className="text-[13px] leading-5 text-soft">
        A yes is for this repository and this host, and on record. Taking it back holds from the next request on, in
        running answers too; what was sent cannot be called back.
      </p>
      {!isOwner && <OnlyOwners />}
      {refusal && <Problem error={refusal} />}
    </Card>
  );
}

function describePlace(access: ModelAccess): string {
  if (!access.model) return "Answers quote the code itself";
  return access.is_local ? `${access.host}, which is this machine` : access.host;
}

function describeLeaving(access: ModelAccess): string {
  if (!access.model || access.is_local) return "Nothing leaves this machine";
  const what = "Questions, and the lines that were found for them; keys and tokens in them are masked first";
  return access.allowed ? what : `Nothing yet. After a yes: ${what.toLowerCase()}`;
}

function describePrice(access: ModelAccess): string {
  if (!access.model || access.is_local) return "Nothing";
  return "As its provider says; known prices are counted in dollars, others in tokens only";
}

function describeToday(access: ModelAccess): string {
  const { spent_today: spent, installation } = access;
  const all = `${installation.spent_today.tokens.toLocaleString("en")} tokens, ${formatUsd(installation.spent_today.usd)}`;
  return `${spent.tokens.toLocaleString("en")} tokens, ${formatUsd(spent.usd)} here; ${all} in all repositories`;
}
