"use client";

import type { Mode } from "@/lib/answer";

export const MODES = ["auto", "extractive", "quick", "deep"] as const satisfies readonly Mode[];

const WORDS: Record<Mode, { label: string; title: string }> = {
  auto: { label: "Auto", title: "Quick or deep, by the question; quotes where no model may answer" },
  extractive: { label: "Quote only", title: "No model: what the code itself says" },
  quick: { label: "Quick", title: "The model gets what was found and answers at once" },
  deep: { label: "Deep", title: "The model looks further with read-only tools before it answers" },
};

interface Props {
  mode: Mode;
  strict: boolean;
  hasModel: boolean;
  onMode: (mode: Mode) => void;
  onStrict: (strict: boolean) => void;
}

export function ModePicker({ mode, strict, hasModel, onMode, onStrict }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <fieldset className="flex rounded-md border border-line">
        <legend className="sr-only">How to answer</legend>
        {MODES.map((each) => (
          <ModeOption
            key={each}
            mode={each}
            isChosen={mode === each}
            isDisabled={!hasModel && (each === "quick" || each === "deep")}
            onMode={onMode}
          />
        ))}
      </fieldset>
      <label
        title="Leave out what the cited lines do not support, instead of marking it"
        className="flex min-h-7 cursor-pointer items-center gap-1.5 text-[13px] text-soft has-checked:text-ink"
      >
        <input
          type="checkbox"
          role="switch"
          checked={strict}
          onChange={(event) => onStrict(event.target.checked)}
          className="size-3.5 accent-accent"
        />
        Strict
      </label>
    </div>
  );
}

interface OptionProps {
  mode: Mode;
  isChosen: boolean;
  isDisabled: boolean;
  onMode: Props["onMode"];
}

function ModeOption({ mode, isChosen, isDisabled, onMode }: OptionProps) {
  const { label, title } = WORDS[mode];
  return (
    <label
      title={isDisabled ? "No language model is configured (LLM_PROVIDER)" : title}
      className="cursor-pointer border-line px-2 py-1 text-[13px] leading-5 whitespace-nowrap text-soft not-first-of-type:border-l first-of-type:rounded-l-md last-of-type:rounded-r-md hover:text-ink has-checked:bg-raised has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent has-disabled:cursor-not-allowed has-disabled:line-through has-disabled:decoration-soft/60"
    >
      <input
        type="radio"
        name="mode"
        value={mode}
        checked={isChosen}
        disabled={isDisabled}
        onChange={() => onMode(mode)}
        className="sr-only"
      />
      {label}
    </label>
  );
}
