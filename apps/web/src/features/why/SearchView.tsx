"use client";

import { useState } from "react";
import type { Schemas, Why } from "@/lib/api";
import { formatCount, shortSha } from "@/lib/format";
import { addressOf } from "@/lib/place";
import { PlaceText } from "@/ui/PlaceText";
import { GROUPS, formatScore, labelGroup, measureScale, wordsOf, type Place, type WhySearch } from "./groups";
import { PlaceRow } from "./PlaceRow";
import { WithoutView } from "./WithoutView";

const HITS_OPEN = 5;

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
      <legend className="mb-1 text-[13px] font-medium">
        What would have been found without <span className="font-normal text-soft">Told when the answer was made.</span>
      </legend>
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
          {name ? labelGroup(name) : "as it was"}
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
      <Hits hits={search.hits.slice(0, HITS_OPEN)} scale={scale} words={words} address={address} />
      {search.hits.length > HITS_OPEN && (
        <details className="text-[13px]">
          <summary className="w-fit cursor-pointer rounded font-medium select-none hover:underline">
            {formatCount(search.hits.length - HITS_OPEN, "more place")}
          </summary>
          <div className="mt-2.5">
            <Hits hits={search.hits.slice(HITS_OPEN)} scale={scale} words={words} address={address} />
          </div>
        </details>
      )}
      {search.near_misses.length > 0 && (
        <section aria-label="Near misses" className="space-y-2">
          <h4 className="text-[13px] font-medium">
            Near misses <span className="font-normal text-soft">What almost made it, and what it was behind in.</span>
          </h4>
          <ul className="space-y-2">
            {search.near_misses.map((miss) => (
              <NearMiss key={miss.place.rank} miss={miss} words={words} address={address(miss.place)} />
            ))}
          </ul>
        </section>
      )}
      <Dropped dropped={search.dropped} />
    </>
  );
}

interface HitsProps {
  hits: Place[];
  scale: ReturnType<typeof measureScale>;
  words: Why["words"];
  address: (place: Place) => string;
}

function Hits({ hits, scale, words, address }: HitsProps) {
  return (
    <ol className="space-y-2.5" start={hits[0]?.rank}>
      {hits.map((place) => (
        <li key={place.rank}>
          <PlaceRow place={place} scale={scale} words={words} address={address(place)} />
        </li>
      ))}
    </ol>
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

const LACKED_SHOWN = 3;

function NearMiss({ miss, words, address }: { miss: Schemas["NearMiss"]; words: Why["words"]; address: string }) {
  return (
    <li data-near-miss={miss.place.path} className="text-[13px]">
      <div className="flex items-baseline justify-between gap-3">
        <a href={address} target="_blank" rel="noopener" className="group min-w-0">
          <PlaceText {...miss.place} />
        </a>
        <span className="shrink-0 text-xs whitespace-nowrap text-soft tabular-nums">
          {formatScore(miss.place.score)}, {formatScore(miss.gap)} short
        </span>
      </div>
      <ul className="mt-0.5 border-l-2 border-line pl-3 text-xs text-soft">
        {miss.lacked.slice(0, LACKED_SHOWN).map((each) => (
          <li key={each.feature} className="flex justify-between gap-3">
            <span>{wordsOf(words, "features", each.feature)}</span>
            <span className="shrink-0 tabular-nums">−{formatScore(each.behind)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

const BOUNDS: Record<string, string> = {
  below_limit: "ranked below the last that was kept",
};

function Dropped({ dropped }: { dropped: Record<string, number> }) {
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  if (reasons.length === 0) return null;
  return (
    <p className="text-xs text-soft">
      Left out besides:{" "}
      {reasons
        .map(([reason, count]) => `${formatCount(count, "file")} (${BOUNDS[reason] ?? reason.replaceAll("_", " ")})`)
        .join(", ")}
      .
    </p>
  );
}
