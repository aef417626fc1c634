"use client";

import { useState } from "react";
import { api, call, type ApiError } from "@/lib/api";
import { formatAgo } from "@/lib/format";
import { useKillSwitch } from "@/lib/killSwitch";
import { useChange } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Problem } from "@/ui/Problem";
import { Field, INPUT } from "./fields";
import { OnlyOwners } from "./SaveForm";
import { Section } from "./Section";
import { useMe } from "./useOwner";

const REASON_MAX = 300;

/** Stops everything that acts by itself, after one more question. */
export function KillSwitchSection() {
  const { data: stop, error } = useKillSwitch();
  const { me, isOwner } = useMe();
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const { change, isBusy } = useChange(
    (on: boolean) => call(api.PUT("/settings/kill-switch", { body: { on, reason: on ? reason : "" } })),
    ["/settings/kill-switch", "/repos/{repo}/thinking", "/audit"],
  );

  async function turn(on: boolean) {
    setAsking(false);
    const { error: problem } = await change(on);
    setRefusal(problem);
    if (!problem) setReason("");
  }

  return (
    <Section
      title="Kill switch"
      lead="One switch for the whole installation, for the moment when something acts that should not."
    >
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      {stop && (
        <div className={`space-y-5 rounded-xl border-2 bg-panel p-6 ${stop.on ? "border-mark-edge" : "border-line"}`}>
          <div role="status" className="space-y-1">
            <p className="text-2xl font-semibold tracking-tight">{stop.on ? "Stopped" : "Everything may act"}</p>
            <p className="text-sm leading-6 text-soft wrap-anywhere">
              {stop.on && stop.stopped_at
                ? `By ${stop.stopped_by ?? ""}, ${formatAgo(stop.stopped_at)}${stop.reason ? `: ${stop.reason}` : ""}`
                : "Within the budgets and permissions of each repository."}
            </p>
          </div>
          <div className="grid gap-4 text-sm sm:grid-cols-2">
            <Effects title="While it is on" effects={STOPS} />
            <Effects title="What goes on" effects={GOES_ON} />
          </div>
          <p className="text-[13px] leading-5 text-soft">
            It holds from the next request on. A request that is already on its way to a model or to GitHub ends as it
            would have. Each turn is in the audit log. Also: <code>repochat kill-switch on</code>.
          </p>
          {me && !isOwner && <OnlyOwners />}
          {isOwner && (
            <Button look="main" className="min-h-11 px-6" disabled={isBusy} onClick={() => (stop.on ? void turn(false) : setAsking(true))}>
              {stop.on ? "Let everything act again" : "Stop everything"}
            </Button>
          )}
        </div>
      )}
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Stop everything that acts by itself?"
        description="For all repositories and everybody here, until an owner turns it off again. Nothing is lost."
      >
        <form
          className="space-y-4"
          onSubmit={(event) => {
            event.preventDefault();
            void turn(true);
          }}
        >
          <Field label="Why" hint="For the people who will wonder. It stands on every page while the switch is on.">
            {(ids) => (
              <input
                {...ids}
                value={reason}
                maxLength={REASON_MAX}
                autoComplete="off"
                onChange={(event) => setReason(event.target.value)}
                className={INPUT}
              />
            )}
          </Field>
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button type="submit" look="main" disabled={isBusy}>
              Stop everything
            </Button>
          </div>
        </form>
      </Dialog>
    </Section>
  );
}

const STOPS = [
  "No language model is asked, here or elsewhere: answers quote the code and say why.",
  "No draft pull request is opened.",
  "Nothing thinks in the background.",
];
const GOES_ON = ["Indexing and following repositories.", "Search, the code browser, and answers that quote the code."];

function Effects({ title, effects }: { title: string; effects: readonly string[] }) {
  return (
    <div className="space-y-1">
      <h3 className="font-medium">{title}</h3>
      <ul className="list-disc space-y-1 pl-4 leading-6 text-soft">
        {effects.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
    </div>
  );
}
