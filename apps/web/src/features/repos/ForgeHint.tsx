"use client";

import { useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";
import type { useForgePicks } from "./useForgePicks";

/** How to see more of the forge than is listed: a login, other words, or a name that is written out. */
export function ForgeHint({ forge, text }: { forge: ReturnType<typeof useForgePicks>; text: string }) {
  const { data } = useGet("/login/methods", {}, { freshMs: 60_000 });
  if (forge.error) return <Problem error={forge.error} />;
  if (forge.isLoading) return null;
  if (forge.source === null) {
    if (!data?.github) return null;
    return (
      <p className="text-[13px] text-soft">
        <a href="/login/github?to=/" className="text-accent hover:underline">
          Log in with GitHub
        </a>{" "}
        to pick from your repositories.
      </p>
    );
  }
  const isNothing = forge.picks.length === 0 && text.trim() !== "";
  const words = isNothing ? "" : forge.goesOn ? "More match. Type to narrow the list." : forge.hint;
  return words ? <p className="text-[13px] text-soft">{words}</p> : null;
}
