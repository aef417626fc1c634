"use client";

import { useState } from "react";
import { api, call, send, type ApiError } from "@/lib/api";
import { formatCount } from "@/lib/format";
import { QUIET } from "@/ui/IconButton";
import { EyeIcon } from "@/ui/icons";
import { Problem } from "@/ui/Problem";
import { useWatch } from "./useAges";

/** Whether the question is asked again after each push; a change of its evidence is counted here. */
export function WatchToggle({ answer }: { answer: string }) {
  const { watch, reload, openReports } = useWatch(answer);
  const [error, setError] = useState<ApiError | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function toggle() {
    setBusy(true);
    if (watch) {
      setError(await send(api.DELETE("/watches/{watch_id}", { params: { path: { watch_id: watch.id } } })));
    } else {
      setError((await call(api.POST("/watches", { body: { answer_id: answer } }))).error);
    }
    await reload();
    setBusy(false);
  }

  return (
    <>
      <button
        type="button"
        className={`${QUIET} aria-pressed:text-accent`}
        aria-pressed={watch !== null}
        disabled={isBusy}
        title="Ask again after each push, and report only a change of evidence"
        onClick={() => void toggle()}
      >
        <EyeIcon />
        {watch ? "Watching" : "Watch"}
      </button>
      {watch && watch.unread > 0 && (
        <button type="button" className={`${QUIET} font-medium`} onClick={() => openReports(watch.id)}>
          <span className="text-fair underline">{formatCount(watch.unread, "new report")}</span>
        </button>
      )}
      {error && <Problem error={error} />}
    </>
  );
}
