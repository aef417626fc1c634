"use client";

import { useGet } from "@/lib/query";

/** Whether anything works on this screen's contents for the repository, and that nothing here is invented. */
export function ThinkingState({ repo }: { repo: string | null }) {
  const { data } = useGet(
    "/repos/{repo}/thinking",
    { params: { path: { repo: repo ?? "" } } },
    { isEnabled: repo !== null },
  );
  return (
    <div className="max-w-prose space-y-1.5 text-[13px] text-soft">
      {repo !== null && data !== null && (
        <p>
          Thinking, the work in the background that fills this screen, is{" "}
          <strong className="font-medium text-ink">{data.on ? "allowed" : "off"}</strong> for {repo}.
        </p>
      )}
      <p>Nothing has come of it yet. Nothing on this page is made up.</p>
    </div>
  );
}
