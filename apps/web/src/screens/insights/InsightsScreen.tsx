"use client";

import { NotYet } from "@/features/thinking/NotYet";
import { useCurrentRepo } from "@/lib/repo";
import { chatAddress, runsAddress } from "@/lib/routes";
import { InsightIcon } from "@/ui/icons";

const PROMISED = [
  { what: "What a push changed, and what leans on it", how: "After every push, with the lines that are affected." },
  { what: "Bugs that were suspected and then shown", how: "Each with a test that fails, to run again yourself." },
  { what: "Tests that are missing, written and run", how: "In a sandbox without network; kept only if they pass and catch something." },
  { what: "Where time goes", how: "Profiles of real runs, and what a change did to them." },
  { what: "Draft patches", how: "Never merged by themselves, and only where you allow drafts." },
];

/** `/insights`: empty, and says so, until the part is built that fills it. */
export function InsightsScreen() {
  const repo = useCurrentRepo();
  return (
    <NotYet
      title="Insights"
      subtitle={repo ? `What was found out about ${repo} without being asked.` : "What is found out without being asked."}
      icon={<InsightIcon />}
      nothing="There are no insights yet."
      repo={repo}
      promised={PROMISED}
      today={[
        {
          address: chatAddress({ repo, ask: "What changed most recently, and why?" }),
          label: "Ask what changed",
          what: "Answers about commits and pull requests, with the commits as receipts.",
        },
        {
          address: chatAddress({ repo }),
          label: "Watch a question",
          what: "Under an answer, choose to be told when a later push changes it.",
        },
        {
          address: runsAddress({ repo }),
          label: "See the runs",
          what: "What was indexed, why, and what could not be read.",
        },
      ]}
    />
  );
}
