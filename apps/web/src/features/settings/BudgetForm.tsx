"use client";

import { api, call, type ModelAccess } from "@/lib/api";
import { formatUsd } from "@/lib/format";
import { useChange } from "@/lib/query";
import { useDraft } from "./drafts";
import { NumberField } from "./fields";
import { SaveForm } from "./SaveForm";

const TOKENS_MAX = 10 ** 15;
const USD_MAX = 999_999;

const write = (bound: number | null) => (bound === null ? "" : String(bound));
const read = (text: string) => (text === "" ? null : Number(text));

/** What answers about a repository may use in a day. */
export function BudgetForm({ repo, access }: { repo: string; access: ModelAccess }) {
  const { budget, installation } = access;
  const saved = { tokens: write(budget.tokens_per_day), usd: write(budget.usd_per_day) };
  const { value, isChanged, change, forget } = useDraft(`model:${repo}`, saved);
  const { change: save } = useChange(
    () => {
      const body = { tokens_per_day: read(value.tokens), usd_per_day: read(value.usd) };
      return call(api.PUT("/repos/{repo}/model", { params: { path: { repo } }, body }));
    },
    ["/repos/{repo}/model", "/audit"],
  );

  async function onSave() {
    const { error } = await save(null);
    if (!error) forget();
    return error;
  }

  return (
    <SaveForm label="Budget of a day" isChanged={isChanged} onSave={onSave} onReset={forget}>
      <h3 className="font-medium">Budget of a day</h3>
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField
          label="Tokens a day"
          unit="tokens"
          isOptional
          max={TOKENS_MAX}
          value={value.tokens}
          onChange={(tokens) => change({ ...value, tokens })}
          hint="In and out together. When a question could pass it, its answer quotes the code instead."
        />
        <NumberField
          label="Dollars a day"
          unit="US$"
          isOptional
          step="any"
          max={USD_MAX}
          value={value.usd}
          onChange={(usd) => change({ ...value, usd })}
          hint="A model whose price nobody knows is then not asked at all."
        />
      </div>
      <p className="text-[13px] leading-5 text-soft">
        A day begins at midnight UTC. All repositories together may use{" "}
        {installation.budget.tokens_per_day?.toLocaleString("en") ?? "any number of"} tokens and{" "}
        {installation.budget.usd_per_day === null ? "any amount" : formatUsd(installation.budget.usd_per_day)}: that is
        set by <code>LLM_BUDGET_TOKENS_DAY</code> and <code>LLM_BUDGET_USD_DAY</code>.
      </p>
    </SaveForm>
  );
}
