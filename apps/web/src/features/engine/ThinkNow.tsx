"use client";

import Link from "next/link";
import { useState } from "react";
import type { ApiError } from "@/lib/api";
import { screenAddress } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Markdown } from "@/ui/Markdown";
import { Problem } from "@/ui/Problem";
import { useEngineActions } from "./useEngine";

interface Props {
  repo: string;
  thought: string;
  label: string;
  /** That it is not there yet, as the server says it. */
  missing: ApiError;
}

/** Where something was not thought yet: that, and a way to let it begin as soon as there is room. */
export function ThinkNow({ repo, thought, label, missing }: Props) {
  const { run, isBusy, error } = useEngineActions();
  const [isAsked, setAsked] = useState(false);
  return (
    <div className="space-y-3 rounded-lg border border-dashed border-line px-6 py-10 text-center">
      <p className="font-medium">
        <Markdown text={missing.message} />
      </p>
      <p className="mx-auto max-w-md text-[13px] text-soft">
        <Markdown text={missing.hint} />
      </p>
      {error && <Problem error={error} />}
      {isAsked ? (
        <p role="status" className="text-[13px] text-soft">
          Asked for: it shows here when it is done.{" "}
          <Link href={screenAddress("engine", repo)} className="text-accent underline underline-offset-2">
            How far it is
          </Link>
        </p>
      ) : (
        <Button look="main" disabled={isBusy} onClick={() => void run({ does: "think", repo, thought }).then(setAsked)}>
          {label}
        </Button>
      )}
    </div>
  );
}
