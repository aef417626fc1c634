"use client";

import { useGet } from "@/lib/query";
import { KINDS, STATES, type Filter, type RunKind, type RunState } from "./runs";

interface Props {
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

/** Which repository, which kind, and which state. */
export function RunFilters({ filter, onFilter }: Props) {
  const { data } = useGet("/repos", {});
  const names = data?.repos.map((repo) => repo.name) ?? [];
  const known = filter.repo && !names.includes(filter.repo) ? [filter.repo, ...names] : names;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <select
        aria-label="Repository"
        value={filter.repo ?? ""}
        onChange={(event) => onFilter({ ...filter, repo: event.target.value || null })}
        className="min-h-9 max-w-64 min-w-0 truncate rounded-lg border border-line bg-panel px-2 text-[13px]"
      >
        <option value="">All repositories</option>
        {known.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <select
        aria-label="Kind"
        value={filter.kind}
        onChange={(event) => onFilter({ ...filter, kind: event.target.value as RunKind })}
        className="min-h-9 rounded-lg border border-line bg-panel px-2 text-[13px]"
      >
        {Object.entries(KINDS).map(([kind, label]) => (
          <option key={kind} value={kind}>
            {label}
          </option>
        ))}
      </select>
      <fieldset className="flex flex-wrap gap-0.5 rounded-lg border border-line bg-panel p-0.5">
        <legend className="sr-only">State</legend>
        {(Object.keys(STATES) as RunState[]).map((state) => (
          <label
            key={state}
            className="cursor-pointer rounded-md px-1.5 py-1 text-[13px] leading-5 text-soft hover:text-ink has-checked:bg-raised sm:px-2.5 has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="run-state"
              checked={filter.state === state}
              onChange={() => onFilter({ ...filter, state })}
              className="sr-only"
            />
            {STATES[state].label}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
