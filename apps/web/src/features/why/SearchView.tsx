"use client";

import { useState } from "react";
import type { Schemas, Why } from "@/lib/api";
import { formatCount, shortSha } from "@/lib/format";
import { addressOf } from "@/lib/place";
import { PlaceText } from "@/ui/PlaceText";
import { GROUPS, formatScore, labelGroup, measureScale, type WhySearch } from "./groups";
import { PlaceRow } from "./PlaceRow";
import { WithoutView } from "./WithoutView";

interface Props {
  search: WhySearch;
  words: Why["words"];
  repo: string;
}

/** One search: what it found, what it just did not find, and what it would have found otherwise. */
export function SearchView({ search, words, repo }: Props) {
  const [without, setWithout] = useState("");
  const other = search.counterfactuals.find((each) => each.without === without);
  return (
    <section aria-label={`Search in ${search.label}`} className="space-y-4">
      <p className="text-[13px] text-soft">
        Searched <strong className="font-medium text-ink">{search.label}</strong> at {shortSha(search.revision)} for{" "}
        <span className="text-ink wrap-anywhere">“{search.query}”</span>, read as a question about{" "}
        {search.query_type.replaceAll("_", " ")}.
      </p>
      {search.notes.map((note) => (
        <p key={note} className="text-[13px]">
          {note}
        </p>
      ))}
      <Switches search={search} words={words} without={without} onWithout={setWithout} />
      {other ? (
        <WithoutView other={other} repo={repo} revision={search.revision} />
      ) : (
        <Found search={search} words={words} repo={repo} />
      )}
    </section>
  );
}

function Switches(props: Omit<Props, "repo"> & { without: string; onWithout: (name: string) => void }) {
  const { search, words, without, onWithout } = props;
  if (search.counterfactuals.length === 0) return null;
  const names = ["", ...search.counterfactuals.map((each) => each.without)];
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="mb-1 text-xs font-semibold tracking-wide text-soft uppercase">What if it had not had</legend>
      {names.map((name) => (
        <label
          key={name}
          title={name ? words.groups[name] : "As it was"}
          className="cursor-pointer rounded-full border border-line px-2.5 py-0.5 text-[13px] leading-5 text-soft hover:text-ink has-checked:border-accent has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={`without-${search.label}`}
            checked={without === name}
            onChange={() => onWithout(name)}
            className="sr-only"
          />
          {name ? labelGroup(name) : "nothing less"}
        </label>
      ))}
    </fieldset>
  );
}

function Found({ search, words, repo }: Props) {
  const scale = measureScale([...search.hits, ...search.near_misses.map((miss) => miss.place)]);
  const address = (place: { path: string; start_line: number; end_line: number }) =>
    addressOf({ ...place, repo, commit: search.revision });
  return (
    <>
      <Legend words={words} />
      <ol className="space-y-2.5">
        {search.hits.map((place) => (
          <li key={`${place.rank}`}>
            <PlaceRow place={place} scale={scale} words={words} address={address(place)} />
          </li>
        ))}
      </ol>
      {search.near_misses.length > 0 && (
        <section aria-label="Near misses" className="space-y-2">
          <h3 className="text-xs font-semibold tracking-wide text-soft uppercase">Near misses</h3>
          <ul className="space-y-2">
            {search.near_misses.map((miss) => (
              <NearMiss key={miss.place.rank} miss={miss} address={address(miss.place)} />
            ))}
          </ul>
        </section>
      )}
      <Dropped dropped={search.dropped} />
    </>
  );
}

function Legend({ words }: { words: Why["words"] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-soft">
      {GROUPS.filter((group) => group.name).map((group) => (
        <li key={group.name} title={words.groups[group.name]} className="flex items-center gap-1.5">
          <span aria-hidden="true" className="size-2.5 rounded-[2px]" style={{ background: group.color }} />
          {group.label}
        </li>
      ))}
    </ul>
  );
}

function NearMiss({ miss, address }: { miss: Schemas["NearMiss"]; address: string }) {
  const lacked = miss.lacked.map((each) => each.feature).join(", ");
  return (
    <li className="text-[13px]">
      <a href={address} target="_blank" rel="noopener" className="group">
        <PlaceText {...miss.place} />
      </a>
      <span className="block text-xs text-soft">
        {formatScore(miss.place.score)}, short of the last by {formatScore(miss.gap)}
        {lacked && `: behind in ${lacked}`}
      </span>
    </li>
  );
}

function Dropped({ dropped }: { dropped: Record<string, number> }) {
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  if (reasons.length === 0) return null;
  return (
    <p className="text-xs text-soft">
      Left out by a bound:{" "}
      {reasons.map(([reason, count]) => `${formatCount(count, "place")} (${reason.replaceAll("_", " ")})`).join(", ")}.
    </p>
  );
}
