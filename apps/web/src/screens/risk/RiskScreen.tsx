"use client";

import { NotYet } from "@/features/thinking/NotYet";
import { useCurrentRepo } from "@/lib/repo";
import { chatAddress, filesAddress } from "@/lib/routes";
import { RiskIcon } from "@/ui/icons";

const PROMISED = [
  { what: "Every file with its risk", how: "From how often it changes, how tangled it is, how well it is tested and how much leans on it." },
  { what: "Why a file has the risk that it has", how: "Each part of the number, and what it was measured from." },
  { what: "How risk moved", how: "From push to push, and which commit moved it." },
  { what: "What to look at first", how: "A short list, each entry with evidence that can be run again." },
];

/** `/risk`: empty, and says so, until the part is built that fills it. No number here is invented. */
export function RiskScreen() {
  const repo = useCurrentRepo();
  return (
    <NotYet
      title="Risk"
      subtitle={repo ? `Where ${repo} is most likely to break.` : "Where a repository is most likely to break."}
      icon={<RiskIcon />}
      nothing="No risk is scored yet."
      repo={repo}
      promised={PROMISED}
      today={[
        {
          address: chatAddress({ repo, ask: "Which files changed most often, and who changed them?" }),
          label: "Ask about the history",
          what: "Who changed what and when, with the commits as receipts. It gives no score.",
        },
        {
          address: chatAddress({ repo, ask: "Who calls " }),
          label: "Ask who calls something",
          what: "Before you change it: callers from the graph of calls and imports.",
        },
        {
          address: filesAddress(repo),
          label: "Read the code",
          what: "With blame, history and references beside it.",
        },
      ]}
    />
  );
}
