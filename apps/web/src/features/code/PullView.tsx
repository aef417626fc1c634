"use client";

import type { Pull } from "@/lib/api";
import { showControls } from "@/lib/controls";
import { formatDay } from "@/lib/format";
import { nameForge, type Place } from "@/lib/place";
import { LineTable } from "@/ui/LineTable";
import { Problem } from "@/ui/Problem";
import { AwayLink, Facts } from "./Facts";
import { usePull } from "./usePast";

/** A pull request as its forge told it: state, title and body with the cited lines marked. Git proves none of it. */
export function PullView({ place }: { place: Place }) {
  const { pull, error } = usePull(place);
  if (!pull && !error) return <p className="p-4 text-sm text-soft">Loading</p>;
  const isEdited = place.told !== undefined && place.told !== "" && !(pull && tells(pull, place));
  return (
    <>
      {pull && <State pull={pull} />}
      {error && (
        <div className="p-4">
          <Problem error={error} />
        </div>
      )}
      {isEdited && (
        <section aria-label="As it was cited">
          <p className="px-4 pt-2 text-[13px] text-soft">It reads otherwise now. These lines were cited:</p>
          <Lines place={place} lines={splitLines(place.told ?? "")} first={place.start_line} isMarked />
        </section>
      )}
      {pull && <Lines place={place} lines={pull.lines} first={1} isMarked={!isEdited} />}
    </>
  );
}

function State({ pull }: { pull: Pull }) {
  const told = pull.forge || pull.url;
  return (
    <Facts>
      <span className="rounded-full border border-line bg-raised px-2 text-xs font-medium text-ink">{nameState(pull)}</span>
      <span>
        By <span className="font-medium text-ink">{showControls(pull.author)}</span>
      </span>
      <span className="wrap-anywhere">
        {pull.head_ref} into {pull.base_ref}
      </span>
      <span>
        As told by {nameForge(told)} on {formatDay(pull.updated_at)}
      </span>
      <AwayLink address={pull.url} />
    </Facts>
  );
}

function Lines({ place, lines, first, isMarked }: { place: Place; lines: string[]; first: number; isMarked: boolean }) {
  return (
    <div className="py-2">
      <LineTable
        caption={`Title and body of pull request ${place.ref ?? ""}`}
        lines={lines}
        first={first}
        start={isMarked ? place.start_line : 0}
        end={isMarked ? place.end_line : -1}
        wraps
      />
    </div>
  );
}

function nameState(pull: Pull): string {
  if (pull.merged_at) return "Merged";
  if (pull.state === "closed") return "Closed";
  return pull.is_draft ? "Draft" : "Open";
}

/** Whether the cited lines still stand where they were cited. */
function tells(pull: Pull, place: Place): boolean {
  const now = pull.lines.slice(place.start_line - 1, place.end_line);
  return now.join("\n") === splitLines(place.told ?? "").join("\n");
}

function splitLines(text: string): string[] {
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}
