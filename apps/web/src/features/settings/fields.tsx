"use client";

import { useId, type ReactNode } from "react";
import { Switch } from "@/ui/Switch";

export const INPUT =
  "min-h-9 w-full min-w-0 rounded-lg border border-line bg-page px-3 text-sm disabled:opacity-70 aria-invalid:border-bad";

interface FieldProps {
  label: string;
  /** What it does, in a sentence. */
  hint?: ReactNode;
  error?: string | null;
  children: (ids: { id: string; "aria-describedby": string; "aria-invalid": boolean }) => ReactNode;
}

/** A field with its name above, its consequence below, and beside it what is wrong with it. */
export function Field({ label, hint, error = null, children }: FieldProps) {
  const id = useId();
  return (
    <div className="min-w-0 space-y-1">
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": `${id}-hint`, "aria-invalid": error !== null })}
      <p id={`${id}-hint`} className="text-[13px] leading-5 text-soft">
        {error ? <span className="font-medium text-bad">{error}</span> : hint}
      </p>
    </div>
  );
}

interface NumberProps {
  label: string;
  unit: string;
  hint?: ReactNode;
  value: string;
  min?: number;
  max: number;
  step?: number | "any";
  isOptional?: boolean;
  onChange: (value: string) => void;
}

/** A number with its unit behind it. Empty says "no bound" where that may be. */
export function NumberField({ label, unit, hint, value, min = 0, max, step = 1, isOptional = false, onChange }: NumberProps) {
  const number = Number(value);
  const isWrong = value === "" ? !isOptional : !Number.isFinite(number) || number < min || number > max;
  const error = isWrong ? `Give a number from ${min.toLocaleString("en")} to ${max.toLocaleString("en")}.` : null;
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <span className="flex items-center gap-2">
          <input
            {...ids}
            type="number"
            inputMode="decimal"
            min={min}
            max={max}
            step={step}
            required={!isOptional}
            placeholder={isOptional ? "no bound" : undefined}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className={`${INPUT} max-w-44 tabular-nums`}
          />
          <span className="shrink-0 text-soft">{unit}</span>
        </span>
      )}
    </Field>
  );
}

interface ToggleProps {
  label: string;
  hint: ReactNode;
  isOn: boolean;
  isDisabled?: boolean;
  onChange: (isOn: boolean) => void;
}

/** A switch with what it does beside it. */
export function Toggle({ label, hint, isOn, isDisabled = false, onChange }: ToggleProps) {
  return (
    <div className="flex items-start gap-3">
      <span className="pt-0.5">
        <Switch label={label} isOn={isOn} isDisabled={isDisabled} onChange={onChange} />
      </span>
      <div className="min-w-0">
        <p className="font-medium">{label}</p>
        <p className="text-[13px] leading-5 text-soft">{hint}</p>
      </div>
    </div>
  );
}
