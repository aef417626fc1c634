"use client";

import { useEffect, useId, useState, type FormEvent, type ReactNode } from "react";
import type { ApiError } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { useMe } from "./useOwner";

interface Props {
  label: string;
  isChanged: boolean;
  /** Null when it is saved. */
  onSave: () => Promise<ApiError | null>;
  onReset: () => void;
  children: ReactNode;
}

const SHOWN_MS = 6_000;

/** A form that is saved when one says so. Who may not change it sees it, and reads why. */
export function SaveForm({ label, isChanged, onSave, onReset, children }: Props) {
  const id = useId();
  const { me, isOwner } = useMe();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [isSaved, setSaved] = useState(false);

  useEffect(() => {
    if (!isSaved) return;
    const timer = setTimeout(() => setSaved(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isSaved]);

  async function save(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const problem = await onSave();
    setBusy(false);
    setError(problem);
    setSaved(problem === null);
  }

  return (
    <form
      aria-label={label}
      onSubmit={(event) => void save(event)}
      className="space-y-4 rounded-lg border border-line bg-panel p-4 text-sm"
    >
      {me && !isOwner && <OnlyOwners id={id} />}
      <fieldset disabled={!isOwner} className="min-w-0 space-y-5" {...(me && !isOwner ? { "aria-describedby": id } : {})}>
        {children}
      </fieldset>
      {error && <Problem error={error} />}
      {isOwner && (
        <div className="flex min-h-9 flex-wrap items-center gap-3">
          <Button type="submit" look="main" disabled={!isChanged || isBusy}>
            {isBusy ? "Saving" : "Save"}
          </Button>
          {isChanged && <Button onClick={onReset}>Undo changes</Button>}
          <span role="status" className="text-soft">
            {isChanged ? "Changed, not saved." : isSaved ? "Saved." : ""}
          </span>
        </div>
      )}
    </form>
  );
}

/** Why somebody cannot change what they see. */
export function OnlyOwners({ id }: { id?: string }) {
  return (
    <p {...(id ? { id } : {})} className="rounded-md bg-raised px-3 py-2 text-[13px] text-soft">
      You see this as a member. Only an owner of this installation changes it: Members says who that is.
    </p>
  );
}
