"use client";

import { useMemo } from "react";
import { Field, INPUT, Toggle } from "./fields";
import { describe, QuietStrip } from "./QuietStrip";
import { DAYS, type QuietHours } from "./thoughts";

interface Props {
  quiet: QuietHours | null;
  onChange: (quiet: QuietHours | null) => void;
}

/** When nothing may begin: the days, the hours, and whose clock they are by. */
export function QuietHoursFields({ quiet, onChange }: Props) {
  const zones = useMemo(listZones, []);
  const isKnown = !quiet || zones.includes(quiet.zone);
  return (
    <div className="space-y-4">
      <Toggle
        label="Quiet hours"
        isOn={quiet !== null}
        onChange={(isOn) => onChange(isOn ? propose() : null)}
        hint="Nothing begins in them. What already runs is set aside within half a minute."
      />
      {quiet && (
        <>
          <div role="group" aria-label="Days on which they begin" className="flex flex-wrap gap-1.5">
            {DAYS.map((name, day) => (
              <label
                key={name}
                className="flex min-h-8 cursor-pointer items-center gap-1.5 rounded-md border border-line px-2 text-[13px] has-checked:bg-raised"
              >
                <input
                  type="checkbox"
                  checked={quiet.days.includes(day)}
                  onChange={(event) => onChange({ ...quiet, days: toggle(quiet.days, day, event.target.checked) })}
                  className="size-3.5 accent-accent"
                />
                <span aria-hidden="true">{name.slice(0, 3)}</span>
                <span className="sr-only">{name}</span>
              </label>
            ))}
          </div>
          {quiet.days.length === 0 && <p className="text-[13px] font-medium text-bad">Choose at least one day.</p>}
          <div className="grid gap-4 sm:grid-cols-[8rem_8rem_minmax(0,1fr)]">
            <Field label="From" hint="On each of these days.">
              {(ids) => (
                <input {...ids} type="time" required value={quiet.from} onChange={(event) => onChange({ ...quiet, from: event.target.value })} className={INPUT} />
              )}
            </Field>
            <Field label="Until" hint="May be on the next day.">
              {(ids) => (
                <input {...ids} type="time" required value={quiet.until} onChange={(event) => onChange({ ...quiet, until: event.target.value })} className={INPUT} />
              )}
            </Field>
            <Field
              label="Time zone"
              hint="Begin to type a city. Summer time is that zone's own."
              error={isKnown ? null : "That is no time zone that this browser knows, such as Europe/Paris."}
            >
              {(ids) => (
                <>
                  <input
                    {...ids}
                    list="zones"
                    required
                    spellCheck={false}
                    autoComplete="off"
                    value={quiet.zone}
                    onChange={(event) => onChange({ ...quiet, zone: event.target.value })}
                    className={INPUT}
                  />
                  <datalist id="zones">
                    {zones.map((zone) => (
                      <option key={zone} value={zone} />
                    ))}
                  </datalist>
                </>
              )}
            </Field>
          </div>
          {quiet.days.length > 0 && (
            <>
              <QuietStrip quiet={quiet} />
              <p className="text-[13px] text-soft">{describe(quiet)}</p>
            </>
          )}
        </>
      )}
    </div>
  );
}

function propose(): QuietHours {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  return { zone, days: [0, 1, 2, 3, 4, 5, 6], from: "22:00", until: "07:00" };
}

function toggle(days: readonly number[], day: number, isIn: boolean): number[] {
  return isIn ? [...days, day].sort((a, b) => a - b) : days.filter((each) => each !== day);
}

function listZones(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}
