"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { api, call } from "@/lib/api";
import { BACK, lastHeard, useConnection } from "@/lib/connection";
import { chatAddress } from "@/lib/routes";
import { IconButton } from "@/ui/IconButton";
import { CloseIcon } from "@/ui/icons";
import { listMissed, type Missed } from "./missed";

const SHOWN_MS = 6_000; // for news that nothing happened
const MISSED_SHOWN = 4;

/** Says that the server is away, as long as it is; then that it is back, and what happened meanwhile. */
export function AwayBanner() {
  const connection = useConnection();
  const [missed, setMissed] = useState<Missed[] | null>(null);

  useEffect(() => {
    const look = () => void readMissed().then(setMissed);
    window.addEventListener(BACK, look);
    return () => window.removeEventListener(BACK, look);
  }, []);

  useEffect(() => {
    if (missed === null || missed.length > 0) return;
    const timer = setTimeout(() => setMissed(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [missed]);

  return (
    <div role="status" className="text-[13px]">
      {connection === "away" && (
        <p className="border-b border-mark-edge bg-mark px-4 py-1.5">
          The server does not answer. Trying again. <code>repochat up</code> starts it.
        </p>
      )}
      {connection === "up" && missed !== null && (
        <div className="flex items-start gap-3 border-b border-line bg-raised px-4 py-1.5">
          <div className="min-w-0 flex-1 space-y-0.5 py-1">
            <p>{missed.length > 0 ? "The server is back. Meanwhile:" : "The server is back. You missed nothing."}</p>
            <MissedList missed={missed} />
          </div>
          <IconButton label="Close this note" onClick={() => setMissed(null)}>
            <CloseIcon />
          </IconButton>
        </div>
      )}
    </div>
  );
}

function MissedList({ missed }: { missed: Missed[] }) {
  if (missed.length === 0) return null;
  const rest = missed.length - MISSED_SHOWN;
  return (
    <ul>
      {missed.slice(0, MISSED_SHOWN).map(({ id, repo, words }) => (
        <li key={id} className="wrap-anywhere">
          <Link href={chatAddress({ repo })} className="font-medium text-accent hover:underline">
            {repo}
          </Link>{" "}
          {words}
        </li>
      ))}
      {rest > 0 && <li>and {rest} more</li>}
    </ul>
  );
}

async function readMissed(): Promise<Missed[]> {
  const since = lastHeard();
  const { data } = await call(api.GET("/overview"));
  return data ? listMissed(data, since) : [];
}
