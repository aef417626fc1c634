"use client";

import { useState } from "react";
import { api, send, type ApiError } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { Card, Section } from "./Section";
import { useMe } from "./useOwner";

/** Who is logged in, and the way out. */
export function AccountSection() {
  const { me, error } = useMe();
  const [refusal, setRefusal] = useState<ApiError | null>(null);

  async function logOut() {
    const problem = await send(api.POST("/logout"));
    setRefusal(problem);
    if (!problem) window.location.assign("/");
  }

  return (
    <Section title="Account" lead="Who asks from this browser. Logging out ends this login here and on the server.">
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      {me && (
        <Card>
          <div className="flex flex-wrap items-center justify-between gap-3">
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
          <p className="text-[13px] leading-5 text-soft">
            {me.role === "owner"
              ? "As an owner you decide for all: which model may read which code, who is in, and what may act by itself."
              : "As a member you ask and read what your forge lets you see. Owners decide for all."}
          </p>
        </Card>
      )}
    </Section>
  );
}
