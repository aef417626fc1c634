import { formatDuration } from "@/lib/format";
import { isActive, waitedSeconds, type ListedRun } from "./runs";

const PHASES: Record<string, string> = {
  mirror: "Fetch the repository",
  plan: "Find what is new",
  parse: "Read files",
  publish: "Store",
  graph: "Link calls and imports",
};
const WIDTH_MIN = 0.6; // percent of the track, so that a short phase is seen at all

interface Props {
  run: ListedRun;
  now: number;
}

/** The phases one under another, each where it began and as long as it took. */
export function Timeline({ run, now }: Props) {
  const waited = waitedSeconds(run, now);
  const total = Math.max(1e-3, sum(run.phases.map((phase) => phase.seconds)));
  const ends = run.phases.map((_, at) => sum(run.phases.slice(0, at + 1).map((phase) => phase.seconds)));
  return (
    <section aria-labelledby="run-time" className="space-y-2">
      <h3 id="run-time" className="font-semibold">
        Where the time went
      </h3>
      {waited !== null && (
        <p className="text-[13px] text-soft">
          {run.status === "queued" ? "Has waited" : "Waited"} {formatDuration(waited)} for a worker
          {run.phases.length > 0 && <>, worked {formatDuration(total)}</>}.
        </p>
      )}
      <ol className="space-y-1">
        {run.phases.map((phase, at) => {
          const isOpen = isActive(run) && at === run.phases.length - 1;
          return (
            <li
              key={at}
              data-phase={phase.phase}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 text-[13px] sm:grid-cols-[10rem_minmax(0,1fr)_4.5rem]"
            >
              <span className={isOpen ? "font-medium" : ""}>{PHASES[phase.phase] ?? phase.phase}</span>
              <span className="text-right whitespace-nowrap text-soft tabular-nums sm:order-3">
                {formatDuration(phase.seconds)}
              </span>
              <span aria-hidden="true" className="relative col-span-2 h-3.5 rounded-sm bg-raised sm:col-span-1">
                <span
                  className={`absolute inset-y-0 rounded-sm ${isOpen ? "animate-pulse bg-accent" : "bg-accent/75"}`}
                  style={place((ends[at] ?? 0) - phase.seconds, phase.seconds, total)}
                />
              </span>
            </li>
          );
        })}
      </ol>
      {run.phases.length === 0 && run.status !== "queued" && (
        <p className="text-[13px] text-soft">The phases of this run were not kept.</p>
      )}
    </section>
  );
}

function place(start: number, seconds: number, total: number) {
  const width = Math.max(WIDTH_MIN, (100 * seconds) / total);
  return { left: `${Math.min(100 - width, (100 * start) / total)}%`, width: `${width}%` };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
