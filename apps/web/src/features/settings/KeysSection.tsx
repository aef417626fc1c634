"use client";

import { useState, type FormEvent } from "react";
import { api, call, send, type ApiError } from "@/lib/api";
import { formatAgo } from "@/lib/format";
import { useChange, useGet } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { Field, INPUT } from "./fields";
import { NewKey } from "./NewKey";
import { Card, Section } from "./Section";

/** API keys: make one and copy it once, see when each was used, revoke it. */
export function KeysSection() {
  const { data, error } = useGet("/keys", {});
  const [name, setName] = useState("");
  const [made, setMade] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const creation = useChange(() => call(api.POST("/keys", { body: { name } })), ["/keys", "/audit"]);
  const removal = useChange(
    (id: string) => send(api.DELETE("/keys/{key_id}", { params: { path: { key_id: id } } })),
    ["/keys", "/audit"],
  );

  async function create(event: FormEvent) {
    event.preventDefault();
    const created = await creation.change(null);
    setRefusal(created.error);
    setMade(created.data?.key ?? null);
    if (created.data) setName("");
  }

  return (
    <Section title="API keys" lead="A program that sends a key may do what you may, until you revoke it. Keys are yours alone.">
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      <Card>
        <form onSubmit={(event) => void create(event)} className="flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1 basis-64">
            <Field label="What will use it" hint="The name by which you will know it again.">
              {(ids) => (
                <input
                  {...ids}
                  required
                  maxLength={100}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                  autoComplete="off"
                  className={INPUT}
                />
              )}
            </Field>
          </div>
          <Button type="submit" look="main" className="sm:mt-6" disabled={!name.trim() || creation.isBusy}>
            Make a key
          </Button>
        </form>
        {made && <NewKey value={made} />}
      </Card>
      {data?.keys.length === 0 && <p className="text-sm text-soft">You have no keys.</p>}
      {data && data.keys.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-panel text-sm">
          {data.keys.map((key) => (
            <li key={key.id} className="flex flex-wrap items-center justify-between gap-3 px-4 py-2">
              <span className="min-w-0 wrap-anywhere">
                {key.name} <code className="text-soft">…{key.ending}</code>
                <span className="text-soft">
                  {key.used_at ? ` used ${formatAgo(key.used_at)}` : " never used"}, made {formatAgo(key.created_at)}
                </span>
              </span>
              <Button
                aria-label={`Revoke ${key.name}`}
                disabled={removal.isBusy}
                onClick={() => void removal.change(key.id).then(setRefusal)}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
