"use client";

import type { Sides } from "@/features/diff/model";
import type { Schemas } from "@/lib/api";
import { shortSha } from "@/lib/format";
import { Switch } from "@/ui/Switch";
import type { View } from "./useView";

interface Props {
  difference: Schemas["DiffShape"];
  since: Sides["since"];
  onSince: (since: Sides["since"]) => void;
  view: View;
  /** Null where two columns have no room. */
  onView: ((view: View) => void) | null;
}

/** How the two are compared and shown. */
export function Choices({ difference, since, onSince, view, onView }: Props) {
  const { base, merge_base } = difference;
  const haveParted = merge_base !== null && merge_base !== base;
  return (
    <>
      {(haveParted || since === "merge_base") && (
        <Choice
          label={`Only what the head changed since ${merge_base ? shortSha(merge_base) : "they parted"}`}
          isOn={since === "merge_base"}
          onChange={(isOn) => onSince(isOn ? "merge_base" : "base")}
        />
      )}
      {onView && <Choice label="Side by side" isOn={view === "split"} onChange={(isOn) => onView(isOn ? "split" : "unified")} />}
    </>
  );
}

function Choice({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className="text-soft">
        {label}
      </span>
      <Switch label={label} isOn={isOn} onChange={onChange} />
    </span>
  );
}
