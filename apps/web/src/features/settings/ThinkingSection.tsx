"use client";

import { api, call } from "@/lib/api";
import { useChange, useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";
import { useDraft } from "./drafts";
import { NumberField, Toggle } from "./fields";
import { QuietHoursFields } from "./QuietHoursFields";
import { SaveForm } from "./SaveForm";
import { Section } from "./Section";
import { THOUGHTS, type Thinking } from "./thoughts";

/** The most that an owner may allow in a day; the API refuses more. */
const MOST = { cpu: 64 * 86_400, tokens: 10 ** 12, usd: 100_000, drafts: 100, insights: 100 };

/** What may act in the background of a repository, how much of it, and when not. */
export function ThinkingSection({ repo }: { repo: string }) {
  const { data, error } = useGet("/repos/{repo}/thinking", { params: { path: { repo } } });
  return (
    <Section
      title="Thinking"
      lead={`Whether ${repo} is thought about in the background: mapped, reviewed push by push, looked through for smells and suspicions.`}
    >
      {error && <Problem error={error} />}
      {data && <ThinkingForm repo={repo} thinking={data} />}
    </Section>
  );
}

function ThinkingForm({ repo, thinking }: { repo: string; thinking: Thinking }) {
  const { budgets } = thinking;
  const saved = {
    on: thinking.on,
    thoughts: thinking.thoughts,
    quiet: thinking.quiet_hours,
    cpu: String(budgets.cpu_seconds_day),
    tokens: String(budgets.model_tokens_day),
    usd: String(budgets.usd_day),
    drafts: String(budgets.drafts_day),
    insights: String(budgets.insights_day),
  };
  const { value, isChanged, change, forget } = useDraft(`thinking:${repo}`, saved);
  const { change: save } = useChange(
    () => {
      const body = {
        on: value.on,
        thoughts: value.thoughts,
        quiet_hours: value.quiet,
        budgets: {
          cpu_seconds_day: Number(value.cpu),
          model_tokens_day: Number(value.tokens),
          usd_day: Number(value.usd),
          drafts_day: Number(value.drafts),
          insights_day: Number(value.insights),
        },
      };
      return call(api.PUT("/repos/{repo}/thinking", { params: { path: { repo } }, body }));
    },
    ["/repos/{repo}/thinking", "/audit"],
  );

  async function onSave() {
    const { error } = await save(null);
    if (!error) forget();
    return error;
  }

  const choose = (name: (typeof THOUGHTS)[number]["name"], isIn: boolean) => {
    const kept = THOUGHTS.map((thought) => thought.name).filter((each) => (each === name ? isIn : value.thoughts.includes(each)));
    change({ ...value, thoughts: kept });
  };

  return (
    <SaveForm label="Thinking" isChanged={isChanged} onSave={onSave} onReset={forget}>
      <Toggle
        label="Thinking in the background"
        isOn={value.on}
        onChange={(on) => change({ ...value, on })}
        hint={isChanged ? "Save to make it so." : thinking.consequence}
      />
      <div role="group" aria-labelledby="thoughts" className="space-y-2">
        <h3 id="thoughts" className="font-medium">
          What may run
        </h3>
        <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
          {THOUGHTS.map(({ name, does }) => (
            <label key={name} className="flex cursor-pointer items-start gap-2 py-0.5">
              <input
                type="checkbox"
                checked={value.thoughts.includes(name)}
                onChange={(event) => choose(name, event.target.checked)}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              <span>
                <span className="font-medium">{name}</span> <span className="text-soft">{does}</span>
              </span>
            </label>
          ))}
        </div>
      </div>
      <div className="space-y-2">
        <h3 className="font-medium">Budget of a day</h3>
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberField label="Processor time" unit="CPU seconds" max={MOST.cpu} value={value.cpu} onChange={(cpu) => change({ ...value, cpu })} hint="3,600 keep one core busy for an hour." />
          <NumberField label="Model tokens" unit="tokens" max={MOST.tokens} value={value.tokens} onChange={(tokens) => change({ ...value, tokens })} hint="Beside what answers use; 0: no model is asked." />
          <NumberField label="Money" unit="US$" step="any" max={MOST.usd} value={value.usd} onChange={(usd) => change({ ...value, usd })} hint="Whichever of the two bounds is met first stops the day." />
          <NumberField label="Draft pull requests" unit="drafts" max={MOST.drafts} value={value.drafts} onChange={(drafts) => change({ ...value, drafts })} hint="Only where Pull requests allows drafts, too." />
          <NumberField label="Insights that call for attention" unit="insights" max={MOST.insights} value={value.insights} onChange={(insights) => change({ ...value, insights })} hint="The worthiest; the rest waits in the feed." />
        </div>
      </div>
      <QuietHoursFields quiet={value.quiet} onChange={(quiet) => change({ ...value, quiet })} />
    </SaveForm>
  );
}
