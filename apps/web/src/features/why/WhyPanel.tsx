"use client";

import { describeWriter } from "@/lib/answer";
import type { Why } from "@/lib/api";
import { useGet } from "@/lib/query";
import { answerAddress } from "@/lib/routes";
import { AwayIcon } from "@/ui/icons";
import { Problem } from "@/ui/Problem";
import { SidePanel } from "@/ui/SidePanel";
import { ChecksView } from "./ChecksView";
import { ContextView } from "./ContextView";
import type { WhySearch } from "./groups";
import { Part } from "./Part";
import { PolicyView } from "./PolicyView";
import { SearchView } from "./SearchView";
import { StagesView } from "./StagesView";
import { Summary } from "./Summary";

interface Props {
  answer: string;
  onClose: () => void;
}

/** Why an answer says what it says, as it was logged when the answer was made. */
export function WhyPanel({ answer, onClose }: Props) {
  const { data: why, error } = useGet(
    "/answers/{answer_id}/why",
    { params: { path: { answer_id: answer } } },
    { freshMs: Infinity },
  );
  return (
    <SidePanel label="Why this answer?" focusKey={answer} onClose={onClose} heading={<Heading why={why} />} actions={<OwnAddress answer={answer} />}>
      <div className="space-y-6 p-4">
        {error && <Problem error={error} />}
        {!why && !error && <p className="text-sm text-soft">Loading</p>}
        {why && <Told why={why} />}
      </div>
    </SidePanel>
  );
}

function OwnAddress({ answer }: { answer: string }) {
  return (
    <a
      href={answerAddress(answer, { why: true })}
      target="_blank"
      rel="noopener"
      title="This page under an address of its own"
      aria-label="Open under an address of its own"
      className="inline-flex size-9 shrink-0 items-center justify-center rounded-md text-soft hover:bg-raised hover:text-ink"
    >
      <AwayIcon />
    </a>
  );
}

function Heading({ why }: { why: Why | null }) {
  return (
    <>
      <h2 className="text-sm font-semibold">Why this answer?</h2>
      <p className="mt-0.5 line-clamp-2 min-h-4 text-xs text-soft wrap-anywhere">{why?.question}</p>
    </>
  );
}

function Told({ why }: { why: Why }) {
  const hasModel = why.mode !== "extractive";
  return (
    <>
      <div className="space-y-3">
        <Summary why={why} />
        <p className="text-[13px] text-soft">
          {describeWriter(why)}. Everything here was stored when the answer was made; nothing is made up afterwards.
        </p>
      </div>
      <Part id="why-found" label="Found" title="What the search found">
        {why.searches.map((search, index) => (
          <SearchView key={index} search={search} words={why.words} repo={findRepo(why, search)} />
        ))}
        {why.searches.length === 0 && <p className="text-[13px] text-soft">Nothing was searched for this answer.</p>}
      </Part>
      {why.context && <ContextView context={why.context} hasModel={hasModel} />}
      <ChecksView outcome={why.outcome} hasModel={hasModel} />
      <StagesView stages={why.stages} />
      <PolicyView why={why} />
    </>
  );
}

/** The repository that was searched, as a piece of that revision names it; else by the label, which may add a revision. */
function findRepo(why: Why, search: WhySearch): string {
  const piece = why.context?.pieces.find((each) => each.commit === search.revision);
  return piece?.repo ?? search.label.replace(/@[^@/]*$/, "");
}
