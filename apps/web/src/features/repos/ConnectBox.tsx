"use client";

import { useId, useState, type KeyboardEvent } from "react";
import type { ApiError } from "@/lib/api";
import { useChange } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { connectRepo } from "./actions";
import { ForgeHint } from "./ForgeHint";
import { optionId, PickList } from "./PickList";
import { useForgePicks } from "./useForgePicks";

interface Props {
  onConnected: (name: string) => void;
  /** Something to try for whoever has no repository at hand. */
  example?: string;
  hasFocus?: boolean;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** One field for a path, an address or owner/name; what the forge shows is searched below as a person types. */
export function ConnectBox({ onConnected, example, hasFocus = false }: Props) {
  const id = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(-1);
  const [error, setError] = useState<ApiError | null>(null);
  const { change, isBusy } = useChange(connectRepo, ["/overview", "/repos", "/forge/repositories"]);
  const forge = useForgePicks(text);

  async function connect(source: string) {
    setError(null);
    const done = await change(source);
    setError(done.error);
    if (done.name !== null && !done.error) {
      setText("");
      onConnected(done.name);
    }
  }

  function press(event: KeyboardEvent) {
    const by = STEPS[event.key];
    if (by === undefined || forge.picks.length === 0) return;
    event.preventDefault();
    setActive(Math.max(-1, Math.min(active + by, forge.picks.length - 1)));
  }

  const chosen = forge.picks[active];
  return (
    <div className="space-y-3">
      <form
        className="space-y-1.5"
        onSubmit={(event) => {
          event.preventDefault();
          void connect(chosen?.url ?? text.trim());
        }}
      >
        <label htmlFor={id} className="text-sm font-medium">
          Path or address of a git repository
        </label>
        <div className="flex flex-wrap gap-2">
          <input
            id={id}
            role="combobox"
            aria-expanded={forge.picks.length > 0}
            aria-controls={`${id}-picks`}
            aria-autocomplete="list"
            {...(chosen ? { "aria-activedescendant": optionId(id, active) } : {})}
            autoFocus={hasFocus}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setActive(-1);
            }}
            onKeyDown={press}
            placeholder="a folder here, owner/name or https://…"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="min-h-10 min-w-0 flex-1 basis-56 rounded-lg border border-line bg-page px-3 font-mono text-sm placeholder:text-soft"
          />
          <Button type="submit" look="main" disabled={isBusy || !(chosen ?? text.trim())}>
            {isBusy ? "Connecting" : "Connect and index"}
          </Button>
        </div>
      </form>
      {example && (
        <p className="text-[13px] text-soft">
          None at hand? Try{" "}
          <button
            type="button"
            className="rounded font-mono text-accent hover:underline"
            onClick={() => setText(example)}
          >
            {example}
          </button>
        </p>
      )}
      {error && <Problem error={error} />}
      <PickList id={id} picks={forge.picks} active={active} isBusy={isBusy} onPick={(pick) => void connect(pick.url)} />
      <ForgeHint forge={forge} text={text} />
    </div>
  );
}
