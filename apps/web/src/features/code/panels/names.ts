import type { QueryClient } from "@tanstack/react-query";
import { api, readError, type Schemas } from "@/lib/api";
import { formatLines } from "@/lib/format";
import type { Hint } from "../viewer/pointing";
import type { At } from "../viewer/selection";

export type Definition = Schemas["DefinitionShape"];
export type Definitions = Schemas["DefinitionList"];

/** A name at a place of a file at a commit. */
export interface NameAt extends At {
  repo: string;
  commit: string;
  path: string;
  name: string;
}

const HINT_LINES = 8;

/** What a name means; read once. */
export function readDefinitions(queries: QueryClient, at: Omit<NameAt, "name">): Promise<Definitions> {
  const { repo, commit, path, line, column } = at;
  const query = { repo, rev: commit, path, line, column };
  return queries.fetchQuery({
    queryKey: ["/files/definitions", { params: { query } }],
    queryFn: async () => {
      const { data, error } = await api.GET("/files/definitions", { params: { query } });
      if (!data) throw readError(error) as unknown;
      return data;
    },
    staleTime: Infinity,
  });
}

/** The first lines of what a name means, or null where nothing is known, or where they are what is looked at. */
export async function readHint(queries: QueryClient, at: Omit<NameAt, "name">): Promise<Hint | null> {
  const found = await readDefinitions(queries, at).catch(() => null);
  const [best] = found?.definitions ?? [];
  if (!found || !best || (best.path === at.path && best.start_line === at.line)) return null;
  const others = found.definitions.length - 1;
  return {
    place: `${best.path}:${formatLines(best.start_line, best.end_line)}`,
    signature: best.signature,
    lines: await readLines(queries, at, best),
    note: found.is_exact ? "" : others > 0 ? `Found by name; ${others} more have it` : "Found by name",
  };
}

async function readLines(queries: QueryClient, { repo, commit }: Omit<NameAt, "name">, best: Definition): Promise<string[]> {
  const end = Math.min(best.end_line, best.start_line + HINT_LINES - 1);
  const query = { repo, rev: commit, path: best.path, start: best.start_line, end, symbols: false };
  const content = await queries.fetchQuery({
    queryKey: ["/files", "hint", query],
    queryFn: async () => (await api.GET("/files", { params: { query } })).data?.content ?? "",
    staleTime: Infinity,
  });
  return outdent(content.replace(/\n$/, "").split("\n"));
}

function outdent(lines: string[]): string[] {
  const margins = lines.filter((line) => line.trim()).map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const margin = Math.min(...margins);
  return Number.isFinite(margin) ? lines.map((line) => line.slice(margin)) : lines;
}
