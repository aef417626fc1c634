"use client";

import { useState } from "react";
import { api, call, send, type ApiError } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { useLoaded } from "./useLoaded";

const load = () => call(api.GET("/me"));

/** Who is logged in, and the way out. */
export function AccountSection() {
  const { data: me, error } = useLoaded(load);
  const [refusal, setRefusal] = useState<ApiError | null>(null);

  async function logOut() {
    const problem = await send(api.POST("/logout"));
    setRefusal(problem);
    if (!problem) window.location.assign("/");
  }

  return (
    <section aria-labelledby="account" className="space-y-3">
      <h2 id="account" className="text-lg font-semibold">
        You
      </h2>
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      {me && (
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-panel p-4 text-sm">
          <p>
            {me.user_id ? (
              <>
                Logged in as <strong>{me.name}</strong>, {me.role === "owner" ? "an owner" : "a member"}.
              </>
            ) : (
              "The owner of this machine, by its local token."
            )}
          </p>
          <Button onClick={() => void logOut()}>Log out</Button>
        </div>
      )}
    </section>
  );
}
