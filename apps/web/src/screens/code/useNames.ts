"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { readDefinitions, readHint } from "@/features/code/panels/names";
import type { Named, Pointing } from "@/features/code/viewer/pointing";
import type { At } from "@/features/code/viewer/selection";
import { addressOf, type Place } from "@/lib/place";
import type { Shown } from "./useSide";

interface Args {
  /** The file, at its commit. */
  at: Place;
  onGo: (address: string) => void;
  onShow: (shown: Shown) => void;
}

/** From names in a file to what they mean, and to who refers to them. */
export function useNames({ at, onGo, onShow }: Args) {
  const queries = useQueryClient();
  const { repo, commit, path } = at;
  return useMemo(() => {
    const locate = ({ line, column }: At, name = "") => ({ repo, commit, path, line, column, name });
    const refer = (named: Named) => onShow({ kind: "references", at: locate(named, named.name) });
    async function lead(named: Named, inNewTab: boolean) {
      const from = locate(named, named.name);
      const found = await readDefinitions(queries, from).catch(() => null);
      if (!found) return;
      const [best] = found.definitions;
      const isClear = best && (found.is_exact || found.definitions.length === 1);
      if (!isClear) return onShow({ kind: "definitions", at: { ...from, name: found.name || from.name }, found });
      const { path: to, start_line } = best;
      const address = addressOf({ repo, commit, path: to, start_line, end_line: start_line });
      if (inNewTab) window.open(address, "_blank", "noopener");
      else onGo(address);
    }
    const define = (named: Named, inNewTab: boolean) => void lead(named, inNewTab);
    const pointing: Pointing = {
      onDefinition: define,
      onReferences: refer,
      readHint: (where) => readHint(queries, locate(where)),
    };
    return { define, refer, pointing };
  }, [queries, repo, commit, path, onGo, onShow]);
}
