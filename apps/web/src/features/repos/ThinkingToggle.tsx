"use client";

import { useState } from "react";
import type { ApiError } from "@/lib/api";
import { useChange } from "@/lib/query";
import { Switch } from "@/ui/Switch";
import { Tooltip } from "@/ui/Tooltip";
import { putThinking } from "./actions";
import type { RepoOverview } from "./useOverview";

/** Whether background work is allowed for a repository; its budgets and quiet hours stand in the settings. */
export function ThinkingToggle({ repo, onError }: { repo: RepoOverview; onError: (error: ApiError | null) => void }) {
  const [wanted, setWanted] = useState<boolean | null>(null);
  const { change, isBusy } = useChange((on: boolean) => putThinking(repo.name, on), ["/overview"]);

  async function choose(on: boolean) {
    setWanted(on);
    onError(await change(on));
    setWanted(null);
  }

  return (
    <Tooltip text="Allow looking for bugs and risks in the background, within the budgets and quiet hours of its settings.">
      <span className="inline-flex items-center gap-2 text-[13px] text-soft">
        Thinking
        <Switch
          label={`Thinking about ${repo.name}`}
          isOn={wanted ?? repo.is_thinking}
          isDisabled={isBusy}
          onChange={(on) => void choose(on)}
        />
      </span>
    </Tooltip>
  );
}
