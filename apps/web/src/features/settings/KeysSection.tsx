"use client";

import { useState, type FormEvent } from "react";
import { api, call, send, type ApiError } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { NewKey } from "./NewKey";
import { useLoaded } from "./useLoaded";

const load = () => call(api.GET("/keys"));

/** API keys: make one and copy it once, see when each was used, revoke it. */
export function KeysSection() {
  const { data, error, reload } = useLoaded(load);
  const [name, setName] = useState("");
  const [made, setMade] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<ApiError | null>(null);

  async function create(event: FormEvent) {
    event.preventDefault();
    const created = await call(api.POST("/keys", { body: { name } }));
    setRefusal(created.error);
    setMade(created.data?.key ?? null);
    if (created.data) setName("");
    await reload();
  }

  async function revoke(id: string) {
    setRefusal(await send(api.DELETE("/keys/{key_id}", { params: { path: { key_id: id } } })));
    await reload();
  }

  return (
    <section aria-labelledby="keys" className="space-y-3">
      <h2 id="keys" className="text-lg font-semibold">
        API keys
      </h2>
      <p className="text-sm text-soft">A program that sends a key may do what you may, until you revoke it.</p>
      {(error ?? refusal) && <Problem error={(error ?? refusal)!} />}
      <form onSubmit={(event) => void create(event)} className="flex flex-wrap gap-2">
        <label htmlFor="key-name" className="w-full text-sm font-medium">
          What will use it
        </label>
        <input
          id="key-name"
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
          className="min-h-9 min-w-0 flex-1 basis-56 rounded-lg border border-line bg-panel px-3 text-sm"
        />
        <Button type="submit" look="main" disabled={!name.trim()}>
          Make a key
        </Button>
      </form>
      {made && <NewKey value={made} />}
      {data && data.keys.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-panel text-sm">
          {data.keys.map((key) => (
            <li key={key.id} className="flex flex-wrap items-center justify-between gap-3 px-4 py-2">
              <span>
                {key.name} <code className="text-soft">…{key.ending}</code>
                <span className="text-soft">
                  {key.used_at ? ` used ${new Date(key.used_at).toLocaleString()}` : " never used"}
                </span>
              </span>
              <Button aria-label={`Revoke ${key.name}`} onClick={() => void revoke(key.id)}>
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
