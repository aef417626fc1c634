"use client";

import { useGet } from "@/lib/query";
import { SCORES, VIEWS, type Score, type View } from "./risk";

interface Choice {
  repo: string;
  view: View;
  score: Score;
}

interface Props {
  chosen: Choice;
  onChoose: (chosen: Partial<Choice>) => void;
}

/** Which repository, which of the two questions, and how it is drawn. */
export function RiskControls({ chosen, onChoose }: Props) {
  const { data } = useGet("/repos", {});
  const names = data?.repos.map((repo) => repo.name) ?? [];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <select
        aria-label="Repository"
        value={chosen.repo}
        onChange={(event) => onChoose({ repo: event.target.value })}
        className="min-h-9 max-w-64 min-w-0 truncate rounded-lg border border-line bg-panel px-2 text-[13px]"
      >
        {(names.includes(chosen.repo) ? names : [chosen.repo, ...names]).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <Radios label="Question" name="risk-score" choices={labels(SCORES)} chosen={chosen.score} onChoose={(score) => onChoose({ score })} />
      <Radios label="View" name="risk-view" choices={Object.entries(VIEWS) as [View, string][]} chosen={chosen.view} onChoose={(view) => onChoose({ view })} />
    </div>
  );
}

function labels(scores: typeof SCORES): [Score, string][] {
  return (Object.keys(scores) as Score[]).map((score) => [score, scores[score].label]);
}

interface RadiosProps<Value extends string> {
  label: string;
  name: string;
  choices: [Value, string][];
  chosen: Value;
  onChoose: (value: Value) => void;
}

function Radios<Value extends string>({ label, name, choices, chosen, onChoose }: RadiosProps<Value>) {
  return (
    <fieldset className="flex flex-wrap gap-0.5 rounded-lg border border-line bg-panel p-0.5">
      <legend className="sr-only">{label}</legend>
      {choices.map(([value, text]) => (
        <label
          key={value}
          className="cursor-pointer rounded-md px-2.5 py-1 text-[13px] leading-5 text-soft hover:text-ink has-checked:bg-raised has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input type="radio" name={name} checked={chosen === value} onChange={() => onChoose(value)} className="sr-only" />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
