"use client";

import { useId, useState } from "react";
import type { ApiError, ModelAccess } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";

interface Props {
  access: ModelAccess;
  onAllow: () => Promise<ApiError | null>;
}

/** Asks for the yes without which no code leaves this machine. It is never given in advance. */
export function ConsentCard({ access, onAllow }: Props) {
  const id = useId();
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  async function allow() {
    setBusy(true);
    setError(await onAllow());
    setBusy(false);
  }

  return (
    <section aria-labelledby={id} className="space-y-2 rounded-md border border-mark-edge bg-page p-3 text-sm">
      <h3 id={id} className="font-semibold wrap-anywhere">
        Let {access.model} answer questions about {access.repo}?
      </h3>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-[13px]">
        <dt className="text-soft">Goes to</dt>
        <dd className="font-mono font-medium wrap-anywhere">{access.host}</dd>
        <dt className="text-soft">What</dt>
        <dd>your questions, and the code of {access.repo} that was found for them, this one and later ones</dd>
        <dt className="text-soft">Before</dt>
        <dd>keys, tokens and private keys that are found in the code are masked</dd>
        <dt className="text-soft">After</dt>
        <dd>{access.host} keeps what its own terms say; here the audit log keeps that you allowed it</dd>
        <dt className="text-soft">Undo</dt>
        <dd>
          below the question, or <code className="font-mono text-xs">repochat model deny {access.repo}</code>; it holds
          from the next request on
        </dd>
      </dl>
      <label className="flex cursor-pointer items-start gap-2 py-1">
        <input
          type="checkbox"
          checked={isSure}
          onChange={(event) => setSure(event.target.checked)}
          className="mt-1 size-4 shrink-0 accent-accent"
        />
        I may decide this for {access.repo}, and its code may go to {access.host}.
      </label>
      <Button look="main" disabled={!isSure || isBusy} onClick={() => void allow()}>
        Allow and ask again
      </Button>
      {error && <Problem error={error} />}
    </section>
  );
}
