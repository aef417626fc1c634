"use client";

import { useEffect, useState } from "react";
import { useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";

/** Says how to come in: with GitHub where that is set up, and by the printed address in any case. */
export function SignIn() {
  const { data: methods, error } = useGet("/login/methods", {});
  const forge = methods?.github ?? null;
  const [refusal, setRefusal] = useState<string | null>(null);

  useEffect(() => {
    setRefusal(new URLSearchParams(window.location.search).get("login_error"));
  }, []);

  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 px-4 py-16">
      <header className="space-y-1">
        <p className="text-sm font-medium text-soft">repochat</p>
        <h1 className="text-2xl font-semibold tracking-tight">Who is asking?</h1>
        <p className="text-sm leading-6 text-soft">
          Code is shown to those alone who may see it. After logging in you are where you wanted to go.
        </p>
      </header>
      {error && <Problem error={error} />}
      {refusal && (
        <p role="alert" className="rounded-lg border border-bad/40 bg-panel px-4 py-3 text-sm">
          {refusal}
        </p>
      )}
      {(methods ?? error) && <Ways forge={forge} />}
    </main>
  );
}

/** With the forge where that is set up, and by this machine's token in any case. */
function Ways({ forge }: { forge: string | null }) {
  return (
    <>
      {forge && (
        <a
          href={`/login/github?${new URLSearchParams({ to: hereWithoutError() }).toString()}`}
          className="inline-flex min-h-10 items-center justify-center rounded-lg bg-accent px-4 text-sm font-medium text-accent-ink hover:brightness-110"
        >
          Log in with {forge === "https://github.com" ? "GitHub" : new URL(forge).host}
        </a>
      )}
      <section className="space-y-2 rounded-lg border border-line bg-panel p-4 text-sm leading-6">
        <h2 className="font-medium">{forge ? "Or, if this machine is yours" : "This machine is yours?"}</h2>
        <p className="text-soft">
          Open the address that <code>repochat up</code> printed. This prints it again:
        </p>
        <pre className="overflow-x-auto rounded-md bg-raised px-3 py-2 font-mono" tabIndex={0}>
          repochat token --address
        </pre>
      </section>
    </>
  );
}

function hereWithoutError(): string {
  const here = new URL(window.location.href);
  here.searchParams.delete("login_error");
  return here.pathname + here.search;
}
