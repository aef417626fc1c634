"use client";

import { useEffect, useState } from "react";
import { api, call } from "@/lib/api";

/** Says how to come in: with GitHub where that is set up, and by the printed address in any case. */
export function SignIn() {
  const [forge, setForge] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  useEffect(() => {
    void call(api.GET("/login/methods")).then((found) => setForge(found.data?.github ?? null));
    setRefusal(new URLSearchParams(window.location.search).get("login_error"));
  }, []);

  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 px-4 py-16">
      <h1 className="text-2xl font-semibold tracking-tight">Who is asking?</h1>
      {refusal && (
        <p role="alert" className="rounded-lg border border-bad/40 bg-panel px-4 py-3 text-sm">
          {refusal}
        </p>
      )}
      {forge && (
        <a
          href={`/login/github?${new URLSearchParams({ to: hereWithoutError() }).toString()}`}
          className="inline-flex min-h-10 items-center justify-center rounded-lg bg-accent px-4 text-sm font-medium text-accent-ink hover:brightness-110"
        >
          Log in with {forge === "https://github.com" ? "GitHub" : new URL(forge).host}
        </a>
      )}
      <section className="space-y-2 rounded-lg border border-line bg-panel p-4 text-sm">
        <h2 className="font-medium">{forge ? "Or, if this machine is yours" : "This machine is yours?"}</h2>
        <p className="text-soft">
          Open the address that <code>repochat up</code> printed. This prints it again:
        </p>
        <pre className="overflow-x-auto rounded-md bg-raised px-3 py-2 font-mono" tabIndex={0}>
          repochat token --address
        </pre>
      </section>
    </main>
  );
}

function hereWithoutError(): string {
  const here = new URL(window.location.href);
  here.searchParams.delete("login_error");
  return here.pathname + here.search;
}
