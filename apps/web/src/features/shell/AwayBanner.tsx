"use client";

import { useConnection } from "@/lib/connection";

/** Says that the server is away, as long as it is; nothing has to be done about it here. */
export function AwayBanner() {
  const connection = useConnection();
  return (
    <div role="status">
      {connection === "away" && (
        <p className="border-b border-mark-edge bg-mark px-4 py-1.5 text-[13px]">
          The server does not answer. Trying again; <code>repochat up</code> starts it.
        </p>
      )}
    </div>
  );
}
