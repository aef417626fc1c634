"use client";

import { useGet } from "@/lib/query";
import { useSettled } from "@/lib/useSettled";
import { kindsOf, type Mode } from "./modes";

const TYPING_MS = 40;
const SHOWN = { mixed: 6, alone: 40 };

/** What the server finds for `text`. The old results stay until the new ones are there; `isNew` tells which these are. */
export function useFound(repo: string | null, mode: Mode, text: string) {
  const kinds = kindsOf(mode);
  const asked = useSettled(text, TYPING_MS);
  const found = useGet(
    "/repos/{repo}/find",
    {
      params: {
        path: { repo: repo ?? "" },
        query: { q: asked, kinds: kinds || "symbols", limit: mode === "all" ? SHOWN.mixed : SHOWN.alone },
      },
    },
    // With nothing typed it is asked all the same: the server makes ready for the first letter.
    { isEnabled: repo !== null && (kinds !== "" || text === ""), keepsOld: true, freshMs: 30_000 },
  );
  const isWanted = repo !== null && kinds !== "" && text !== "";
  return {
    data: isWanted ? found.data : null,
    error: isWanted ? found.error : null,
    isNew: !isWanted || (asked === text && !found.isFetching),
  };
}
