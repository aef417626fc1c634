import type { ReactNode } from "react";
import { CheckIcon, CloseIcon, RunsIcon, SpinIcon, StopIcon } from "@/ui/icons";
import { STATUS_WORDS, type ListedRun, type RunStatus } from "./runs";

const LOOKS: Record<RunStatus, { color: string; icon: ReactNode }> = {
  queued: { color: "text-soft", icon: <RunsIcon /> },
  running: {
    color: "text-accent",
    icon: (
      <span className="animate-spin [animation-duration:2s]">
        <SpinIcon />
      </span>
    ),
  },
  done: { color: "text-good", icon: <CheckIcon /> },
  failed: { color: "text-bad", icon: <CloseIcon /> },
  cancelled: { color: "text-soft", icon: <StopIcon /> },
};

/** Where a run stands, as a sign and a word. */
export function StatusMark({ run }: { run: ListedRun }) {
  const { color, icon } = LOOKS[run.status];
  const isStopping = run.cancel_requested && run.status === "running";
  return (
    <span data-status={run.status} className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${color}`}>
      {icon}
      {isStopping ? "Stopping" : STATUS_WORDS[run.status]}
    </span>
  );
}
