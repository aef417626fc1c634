"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { api, call } from "@/lib/api";
import { useKeys } from "@/lib/keys";
import { codeAddress } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { DismissDialog } from "./DismissDialog";
import { InsightCard } from "./InsightCard";
import { placeOf, type Insight } from "./insights";
import type { useFeed } from "./useFeed";
import { useVerdict } from "./useVerdict";

interface Props {
  insights: Insight[];
  older: ReturnType<typeof useFeed>["older"];
  showsEvidence: boolean;
  showsRepo: boolean;
  /** The insight that the address names. */
  opened: string | null;
}

/** The insights one under another. `j` and `k` lead through them, and each can be judged by a key. */
export function FeedList({ insights, older, showsEvidence, showsRepo, opened }: Props) {
  const router = useRouter();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(opened ? [opened] : []));
  const [dismissing, setDismissing] = useState<Insight | null>(null);
  const titles = useRef(new Map<string, HTMLButtonElement>());
  const [at, setAt] = useState<string | null>(opened);
  const chosen = insights.find((insight) => insight.id === at) ?? null;
  const { say } = useVerdict(chosen?.id ?? "");

  function go(step: number) {
    const index = insights.findIndex((insight) => insight.id === at);
    const next = insights[Math.min(insights.length - 1, Math.max(0, index + step))];
    if (!next) return;
    setAt(next.id);
    titles.current.get(next.id)?.focus();
    titles.current.get(next.id)?.closest("article")?.scrollIntoView({ block: "nearest" });
  }

  function toggle(insight: Insight) {
    const isOpening = !open.has(insight.id);
    const next = new Set(open);
    if (isOpening) next.add(insight.id);
    else next.delete(insight.id);
    setOpen(next);
    setAt(insight.id);
    if (isOpening) void noteOpened(insight.id);
  }

  const group = "Insights";
  useKeys({
    j: { does: "Next insight", run: () => go(1), group },
    k: { does: "Insight before", run: () => go(-1), group },
    d: { does: "Dismiss the chosen insight", run: () => chosen && chosen.state !== "suppressed" && setDismissing(chosen), group },
    u: { does: "The chosen insight is useful", run: () => chosen && void say({ verdict: "useful" }), group },
    o: {
      does: "Open the chosen insight in the code",
      run: () => {
        const place = chosen && placeOf(chosen);
        if (place) router.push(codeAddress(place));
      },
      group,
    },
  });

  return (
    <div className="space-y-3">
      <ul aria-label="Insights" className="space-y-3">
        {insights.map((insight) => (
          <li key={insight.id} onFocus={() => setAt(insight.id)}>
            <InsightCard
              ref={(title) => {
                if (title) titles.current.set(insight.id, title);
                else titles.current.delete(insight.id);
              }}
              insight={insight}
              isOpen={open.has(insight.id)}
              showsEvidence={showsEvidence}
              showsRepo={showsRepo}
              onToggle={() => toggle(insight)}
              onDismiss={() => setDismissing(insight)}
            />
          </li>
        ))}
      </ul>
      {older.error && <Problem error={older.error} />}
      {older.hasMore && (
        <Button disabled={older.busy} onClick={() => void older.more()}>
          {older.busy ? "Loading" : "Show more"}
        </Button>
      )}
      {dismissing && <DismissDialog insight={dismissing} onClose={() => setDismissing(null)} />}
    </div>
  );
}

/** That somebody looked at it teaches what is worth showing; whether it could be noted changes nothing here. */
async function noteOpened(id: string): Promise<void> {
  await call(api.POST("/insights/{insight_id}/verdict", { params: { path: { insight_id: id } }, body: { verdict: "opened", note: "" } }));
}
