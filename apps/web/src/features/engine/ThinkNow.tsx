"use client";

import Link from "next/link";
import { useState } from "react";
import { screenAddress } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { useEngineActions } from "./useEngine";

/** Lets one thought begin as soon as there is room. */
export function ThinkNow({ repo, thought, label }: { repo: string; thought: string; label: string }) {
  const { run, isBusy, error } = useEngineActions();
  const [isAsked, setAsked] = useState(false);
  return (
    <div className="space-y-2">
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
