"use client";

import { api, call, type Schemas } from "@/lib/api";
import { useChange, useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";
import { useDraft } from "./drafts";
import { Field, INPUT, NumberField } from "./fields";
import { SaveForm } from "./SaveForm";
import { Section } from "./Section";

type Policy = Schemas["PolicyShape"];

const KEEP_MAX = 100_000;
const PULLS: Record<Policy["pull_requests"], string> = {
  none: "None",
  head: "Open ones, as their branch stands",
  head_and_merge: "Open ones, and what merging them would give",
};

/** What of a repository is indexed beside its default branch, and for how long. */
export function BranchesSection({ repo }: { repo: string }) {
  const { data: policy, error } = useGet("/repos/{repo}/policy", { params: { path: { repo } } });
  return (
    <Section
      title="Branches and retention"
      lead={`What of ${repo} can be asked about beside its default branch, and how long old revisions stay askable.`}
    >
      {error && <Problem error={error} />}
      {policy && <PolicyForm repo={repo} policy={policy} />}
    </Section>
  );
}

function PolicyForm({ repo, policy }: { repo: string; policy: Policy }) {
  const saved = {
    branches: policy.branches.join("\n"),
    pulls: policy.pull_requests,
    days: String(policy.keep_days),
    revisions: String(policy.keep_revisions),
  };
  const { value, isChanged, change, forget } = useDraft(`branches:${repo}`, saved);
  const { change: save } = useChange(
    () => {
      const body = {
        branches: value.branches.split("\n").map((line) => line.trim()).filter(Boolean),
        pull_requests: value.pulls,
        keep_days: Number(value.days),
        keep_revisions: Number(value.revisions),
      };
      return call(api.PUT("/repos/{repo}/policy", { params: { path: { repo } }, body }));
    },
    ["/repos/{repo}/policy", "/audit"],
  );

  async function onSave() {
    const { error } = await save(null);
    if (!error) forget();
    return error;
  }

  return (
    <SaveForm label="Branches and retention" isChanged={isChanged} onSave={onSave} onReset={forget}>
      <Field
        label="Branches"
        hint={
          <>
            One pattern a line, such as <code>release/*</code>. A worker indexes what matches right after saving; each
            branch costs what it differs by.
          </>
        }
      >
        {(ids) => (
          <textarea
            {...ids}
            rows={4}
            spellCheck={false}
            value={value.branches}
            onChange={(event) => change({ ...value, branches: event.target.value })}
            className={`${INPUT} py-2 font-mono text-[13px]`}
          />
        )}
      </Field>
      <Field label="Pull requests" hint="Those that are indexed can be asked about like a branch, and go when they are closed.">
        {(ids) => (
          <select
            {...ids}
            value={value.pulls}
            onChange={(event) => change({ ...value, pulls: event.target.value as Policy["pull_requests"] })}
            className={`${INPUT} max-w-md`}
          >
            {Object.entries(PULLS).map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField
          label="Keep for"
          unit="days"
          max={KEEP_MAX}
          value={value.days}
          onChange={(days) => change({ ...value, days })}
          hint="An older revision may go, unless a branch stands there or an answer of those days leans on it."
        />
        <NumberField
          label="Keep at least"
          unit="revisions"
          min={1}
          max={KEEP_MAX}
          value={value.revisions}
          onChange={(revisions) => change({ ...value, revisions })}
          hint="So many of the newest stay, however old they are."
        />
      </div>
    </SaveForm>
  );
}
