"use client";

import { useState } from "react";
import type { ApiError, ModelAccess } from "@/lib/api";
import { Problem } from "@/ui/Problem";

interface Props {
  access: ModelAccess | null;
  onDeny: () => Promise<ApiError | null>;
}

/** Who answers, where the code goes for it, and the way to end that. */
export function ModelLine({ access, onDeny }: Props) {
  const [error, setError] = useState<ApiError | null>(null);
  if (access === null) return <p className="min-h-5" />;
  return (
    <div className="min-h-5 px-1 text-xs leading-5 text-soft">
      <p className="wrap-anywhere">
        {describe(access)}
        {access.allowed && !access.is_local && (
          <button
            type="button"
            onClick={() => void onDeny().then(setError)}
            className="ml-1.5 underline decoration-dotted underline-offset-2 hover:text-ink"
          >
            Stop sending code there
          </button>
        )}
      </p>
      {error && <Problem error={error} />}
    </div>
  );
}

function describe(access: ModelAccess): string {
  if (!access.model) return "No language model is configured: answers quote the code. Nothing leaves this machine.";
  if (access.is_local) return `${access.model} on this machine: nothing leaves it.`;
  if (!access.allowed) return `${access.model} at ${access.host} is configured, but no code may go there yet.`;
  return `${access.model}: code that is found goes to ${access.host}.`;
}
