"use client";

import Link from "next/link";
import { useKillSwitch } from "@/lib/killSwitch";
import { settingsAddress } from "@/lib/routes";

/** Says that the kill switch is on, on every page, as long as it is. */
export function StopBanner() {
  const { data: stop } = useKillSwitch();
  return (
    <div role="status">
      {stop?.on && (
        <p className="border-b border-mark-edge bg-mark px-4 py-1.5 text-[13px] wrap-anywhere">
          <strong>The kill switch is on</strong>
          {stop.reason ? `: ${stop.reason}.` : "."} No model is asked and nothing acts by itself.{" "}
          <Link href={settingsAddress("kill-switch")} className="underline underline-offset-2">
            About it
          </Link>
        </p>
      )}
    </div>
  );
}
