"use client";

import { useState } from "react";
import { api, call, type ApiError, type Schemas } from "@/lib/api";
import { formatMs } from "@/lib/format";
import { useChange } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Markdown } from "@/ui/Markdown";
import { Problem } from "@/ui/Problem";
import { OnlyOwners } from "./SaveForm";
import { Card } from "./Section";
import { useMe } from "./useOwner";

type Test = Schemas["WebhookTestShape"];
type Step = Schemas["WebhookStepShape"];

const NAMES: Record<Step["name"], string> = { own: "The way to here", worker: "The worker", forge: "The forge" };
const STATES: Record<Step["state"], { word: string; look: string }> = {
  ok: { word: "works", look: "text-good" },
  failed: { word: "fails", look: "text-bad" },
  skipped: { word: "not tried", look: "text-fair" },
};

/** Sends a ping the way a forge would, has the forge send one, and tells what arrived. */
export function WebhookTest({ repo }: { repo: string }) {
  const { me, isOwner } = useMe();
  const [test, setTest] = useState<Test | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const { change, isBusy } = useChange(
    () => call(api.POST("/settings/webhooks/test", { body: { repo } })),
    ["/repos/{repo}/webhooks", "/audit"],
  );

  async function run() {
    const done = await change(null);
    setTest(done.data);
    setError(done.error);
  }

  return (
    <Card title="Test">
      <p className="leading-6 text-soft">
        Sends a signed ping to the webhook address from here, waits until a worker has handled it, and asks the forge to
        send one of its own. It changes nothing and takes up to half a minute.
      </p>
      {me && !isOwner ? (
        <OnlyOwners />
      ) : (
        <Button disabled={isBusy || !isOwner} onClick={() => void run()}>
          {isBusy ? "Testing" : "Test the webhooks"}
        </Button>
      )}
      {error && <Problem error={error} />}
      <div role="status">
        {test && (
          <ol className="divide-y divide-line">
            {test.steps.map((step) => (
              <StepRow key={step.name} step={step} />
            ))}
          </ol>
        )}
      </div>
    </Card>
  );
}

function StepRow({ step }: { step: Step }) {
  const { word, look } = STATES[step.state];
  return (
    <li className="grid gap-x-4 py-2 sm:grid-cols-[11rem_minmax(0,1fr)]">
      <p className="font-medium">
        {NAMES[step.name]} <span className={look}>{word}</span>
      </p>
      <div className="min-w-0 wrap-anywhere">
        <p>
          {step.message}
          {step.at && <span className="text-soft"> {new Date(step.at).toLocaleTimeString("en-GB")}</span>}
          {step.took_ms !== null && <span className="text-soft"> in {formatMs(step.took_ms)}</span>}
        </p>
        {step.state !== "ok" && step.hint && (
          <p className="text-[13px] leading-5 text-soft">
            <Markdown text={step.hint} />
          </p>
        )}
      </div>
    </li>
  );
}
