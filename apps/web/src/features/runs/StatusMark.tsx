import type { ReactNode } from "react";
import { CheckIcon, CloseIcon, RunsIcon, SpinIcon, StopIcon } from "@/ui/icons";
import type { ThoughtRun } from "@/lib/thinking";
import type { ListedRun } from "./runs";

type Status = ListedRun["status"] | ThoughtRun["status"];

const LOOKS: Record<Status, { color: string; icon: ReactNode; word: string }> = {
  queued: { color: "text-soft", icon: <RunsIcon />, word: "Waiting" },
  running: {
    color: "text-accent",
    icon: (
      <span className="animate-spin [animation-duration:2s]">
        <SpinIcon />
      </span>
    ),
    word: "Running",
  },
  done: { color: "text-good", icon: <CheckIcon />, word: "Done" },
  failed: { color: "text-bad", icon: <CloseIcon />, word: "Failed" },
  lost: { color: "text-bad", icon: <CloseIcon />, word: "Lost its worker" },
  cancelled: { color: "text-soft", icon: <StopIcon />, word: "Cancelled" },
};

/** Where a run stands, as a sign and a word. */
export function StatusMark({ run }: { run: Pick<ListedRun | ThoughtRun, "status" | "cancel_requested"> }) {
  const { color, icon, word } = LOOKS[run.status];
  const isStopping = run.cancel_requested && run.status === "running";
  return (
    <span data-status={run.status} className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${color}`}>
      {icon}
      {isStopping ? "Stopping" : word}
    </span>
  );
}
