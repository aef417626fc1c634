"use client";

import { useState } from "react";
import { formatCount } from "@/lib/format";
import { QUIET } from "@/ui/IconButton";
import { RetryIcon } from "@/ui/icons";
import { ChangeView } from "./ChangeView";
import { DifferenceView } from "./DifferenceView";
import { useAge, type Age } from "./useAges";
import { WatchToggle } from "./WatchToggle";
import { describeStanding, STATE_GLYPHS, STATE_LOOKS, STATE_WORDS } from "./words";

interface Props {
  answer: string;
  known: Age | null;
  againOf: string | null;
  busy: boolean;
  onAgain: () => void;
}

/** What became of an answer since it was given, quietly: a word, how far behind, and what can be done about it. */
export function AgeMark({ answer, known, againOf, busy, onAgain }: Props) {
  const age = useAge(answer, known);
  const [isOpen, setOpen] = useState(false);
  if (age === null) return null;
  const touched = age.citations.filter((each) => each.path !== "" && each.state !== "still_true" && each.how !== "pinned");
  const standing = describeStanding(age);
  return (
    <div data-age={age.state} className="space-y-1.5 text-[13px] leading-5">
      <div className="-mx-2 flex flex-wrap items-center gap-x-1 px-2">
        <p role="status">
          <span aria-hidden="true" className={`mr-1.5 font-bold ${STATE_LOOKS[age.state]}`}>
            {STATE_GLYPHS[age.state]}
          </span>
          <span className="font-medium">{STATE_WORDS[age.state]}</span>
          {standing && <span className="text-soft"> · {standing}</span>}
        </p>
        {touched.length > 0 && (
          <button type="button" className={QUIET} aria-expanded={isOpen} onClick={() => setOpen((shown) => !shown)}>
            What changed ({formatCount(touched.length, "citation")})
          </button>
        )}
        {age.commits_behind !== 0 && (
          <button type="button" className={QUIET} disabled={busy} onClick={onAgain}>
            <RetryIcon />
            Ask at the newest commit
          </button>
        )}
        <WatchToggle answer={answer} />
      </div>
      {isOpen && (
        <ul aria-label="What changed" className="space-y-2">
          {touched.map((each) => (
            <li key={each.id}>
              <ChangeView answer={answer} citation={each} />
            </li>
          ))}
        </ul>
      )}
      {againOf && <DifferenceView answer={answer} />}
    </div>
  );
}
