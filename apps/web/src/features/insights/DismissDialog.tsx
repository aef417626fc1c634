"use client";

import { useId, useState, type FormEvent } from "react";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Problem } from "@/ui/Problem";
import { REASONS, type DismissReason, type Insight } from "./insights";
import { useVerdict } from "./useVerdict";

const NOTE_CHARS_MAX = 500;
const FIELD = "min-h-9 w-full rounded-lg border border-line bg-page px-3 text-sm";

/** Why an insight is put away, and for how long. */
export function DismissDialog({ insight, onClose }: { insight: Insight; onClose: () => void }) {
  const { say, isBusy, error } = useVerdict(insight.id);
  const [reason, setReason] = useState<DismissReason>("wrong");
  const [note, setNote] = useState("");
  const [until, setUntil] = useState("");
  const ids = { note: useId(), until: useId() };

  async function submit(event: FormEvent) {
    event.preventDefault();
    const verdict = { verdict: "dismissed", reason, note, until: until ? new Date(`${until}T00:00`).toISOString() : null } as const;
    if (await say(verdict)) onClose();
  }

  return (
    <Dialog isOpen onClose={onClose} title="Dismiss this insight?" description={insight.title}>
      <form onSubmit={(event) => void submit(event)} className="space-y-4 text-sm">
        <fieldset className="space-y-1">
          <legend className="mb-1 font-medium">Why</legend>
          {REASONS.map(({ value, label, hint }) => (
            <label key={value} className="flex cursor-pointer items-start gap-2 rounded-md px-2 py-1 hover:bg-raised has-checked:bg-raised">
              <input
                type="radio"
                name="reason"
                value={value}
                autoFocus={value === reason}
                checked={reason === value}
                onChange={() => setReason(value)}
                className="mt-1 accent-accent"
              />
              <span>
                {label}
                <span className="block text-[13px] text-soft">{hint}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="space-y-1">
          <label htmlFor={ids.note} className="block font-medium">
            Note
          </label>
          <input
            id={ids.note}
            value={note}
            maxLength={NOTE_CHARS_MAX}
            autoComplete="off"
            onChange={(event) => setNote(event.target.value)}
            className={FIELD}
          />
        </div>
        <div className="space-y-1">
          <label htmlFor={ids.until} className="block font-medium">
            Until
          </label>
          <input
            id={ids.until}
            type="date"
            value={until}
            required={reason === "not_now"}
            aria-describedby={`${ids.until}-hint`}
            onChange={(event) => setUntil(event.target.value)}
            className={`${FIELD} max-w-48`}
          />
          <p id={`${ids.until}-hint`} className="text-[13px] text-soft">
            Empty: until its code changes. It can be restored at any time under Dismissed.
          </p>
        </div>
        {error && <Problem error={error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="main" disabled={isBusy}>
            Dismiss
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
