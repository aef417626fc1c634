import { DAYS, quietShare, type QuietHours } from "./thoughts";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** A week of hours, each as dark as it is quiet. What it shows stands in words beside it. */
export function QuietStrip({ quiet }: { quiet: QuietHours }) {
  return (
    <div role="img" aria-label={describe(quiet)} className="max-w-2xl space-y-0.5 text-[11px] text-soft">
      <div className="grid grid-cols-[2.25rem_repeat(24,minmax(0,1fr))] gap-px">
        <span />
        {HOURS.map((hour) => (
          <span key={hour} className="overflow-visible whitespace-nowrap tabular-nums">
            {hour % 6 === 0 ? hour : ""}
          </span>
        ))}
      </div>
      {DAYS.map((name, day) => (
        <div key={name} className="grid grid-cols-[2.25rem_repeat(24,minmax(0,1fr))] items-center gap-px">
          <span>{name.slice(0, 3)}</span>
          {HOURS.map((hour) => (
            <span key={hour} className="relative h-4 overflow-hidden bg-raised">
              <span className="absolute inset-0 bg-accent" style={{ opacity: quietShare(quiet, day, hour) }} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** The same in words. */
export function describe(quiet: QuietHours): string {
  const days = quiet.days.length === DAYS.length ? "every day" : quiet.days.map((day) => DAYS[day]).join(", ");
  const crosses = quiet.from >= quiet.until ? " on the next day" : "";
  return `Quiet ${days} from ${quiet.from} until ${quiet.until}${crosses}, by the clock of ${quiet.zone}.`;
}
