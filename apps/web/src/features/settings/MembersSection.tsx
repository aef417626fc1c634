"use client";

import { useState } from "react";
import { api, call, type ApiError, type Schemas } from "@/lib/api";
import { formatAgo, formatCount } from "@/lib/format";
import { useChange, useGet } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Problem } from "@/ui/Problem";
import { INPUT } from "./fields";
import { OnlyOwners } from "./SaveForm";
import { Card, Section } from "./Section";
import { useMe } from "./useOwner";

type Member = Schemas["MemberShape"];
type Role = Member["role"];
const CHANGED = ["/members", "/audit", "/me"] as const;

/** Who is in, which part they have, and that they leave. */
export function MembersSection() {
  const { data, error } = useGet("/members", {});
  const { me, isOwner } = useMe();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const role = useChange(
    ({ user, role }: { user: string; role: Role }) =>
      call(api.PATCH("/members/{user}", { params: { path: { user } }, body: { role } })),
    CHANGED,
  );
  const removal = useChange((user: string) => call(api.DELETE("/members/{user}", { params: { path: { user } } })), CHANGED);

  async function remove(member: Member) {
    setLeaving(null);
    setRefusal((await removal.change(member.id)).error);
  }

  return (
    <Section
      title="Members"
      lead="Who has logged in with GitHub. Owners decide for all; members ask, and read what GitHub lets them see."
    >
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      {me && !isOwner && <OnlyOwners />}
      {data?.members.length === 0 && (
        <Card>
          <p className="text-soft">
            Nobody yet. The owner of this machine comes in by its local token and is no member. The first to log in with
            GitHub becomes an owner; GitHub says how to set that up.
          </p>
        </Card>
      )}
      {data && data.members.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-panel text-sm">
          {data.members.map((member) => (
            <li key={member.id} className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
              <div className="min-w-0">
                <p className="font-medium wrap-anywhere">
                  {member.login}
                  {member.id === me?.user_id && <span className="font-normal text-soft"> (you)</span>}
                </p>
                <p className="text-[13px] text-soft">
                  last login {formatAgo(member.seen_at)}, {formatCount(member.logins, "browser")},{" "}
                  {formatCount(member.keys, "key")}
                </p>
              </div>
              <div className="flex flex-wrap items-center gap-2">
                <select
                  aria-label={`Part of ${member.login}`}
                  disabled={!isOwner || role.isBusy}
                  value={member.role}
                  onChange={(event) =>
                    void role
                      .change({ user: member.id, role: event.target.value as Role })
                      .then((done) => setRefusal(done.error))
                  }
                  className={`${INPUT} w-auto!`}
                >
                  <option value="owner">Owner</option>
                  <option value="member">Member</option>
                </select>
                {isOwner && (
                  <Button aria-label={`Remove ${member.login}`} onClick={() => setLeaving(member)}>
                    Remove
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      <p className="text-[13px] leading-5 text-soft">
        A change holds from their next request on. The last owner stays one: without an owner the next to log in would
        become it.
      </p>
      <Dialog
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`Remove ${leaving?.login ?? ""}?`}
        description="Their logins and API keys stop at once. What they asked stays. They come in again if they log in and GitHub shows them a private repository of this place: to keep them out, take that right from them there."
      >
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => setLeaving(null)}>Keep</Button>
          <Button look="main" onClick={() => leaving && void remove(leaving)}>
            Remove
          </Button>
        </div>
      </Dialog>
    </Section>
  );
}
