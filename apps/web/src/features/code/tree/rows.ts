import type { Entry, Level } from "./useLevels";

/** A row of the tree: an entry, or a word about what is not there. */
export type Row =
  | { kind: "entry"; key: string; depth: number; entry: Entry; isOpen: boolean; position: number; size: number }
  | { kind: "word"; key: string; depth: number; text: string };

/** The open folders' entries in order, each folder's below it. */
export function listRows(levels: ReadonlyMap<string, Level>, open: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  addLevel(rows, levels, open, "", 0);
  return rows;
}

function addLevel(rows: Row[], levels: ReadonlyMap<string, Level>, open: ReadonlySet<string>, at: string, depth: number) {
  const level = levels.get(at);
  const say = (text: string) => rows.push({ kind: "word", key: `${at}/ ${text}`, depth, text });
  if (level?.error) say(level.error.message);
  else if (!level?.folder) say("Loading");
  else {
    const { entries, is_cut } = level.folder;
    entries.forEach((entry, index) => {
      const isOpen = entry.kind === "folder" && open.has(entry.path);
      const [position, size] = [index + 1, entries.length];
      rows.push({ kind: "entry", key: entry.path, depth, entry, isOpen, position, size });
      if (isOpen) addLevel(rows, levels, open, entry.path, depth + 1);
    });
    if (is_cut) say(`Only the first ${entries.length.toLocaleString("en")} entries are listed`);
  }
}

/** The folders above a path: "a/b/c.py" -> ["a", "a/b"]. */
export function listAncestors(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

export function parentOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

/** The next entry from `from` on whose name begins with what was typed, going round. */
export function findTyped(rows: readonly Row[], from: number, typed: string): number {
  for (let step = 0; step < rows.length; step += 1) {
    const at = (from + step) % rows.length;
    const row = rows[at];
    if (row?.kind === "entry" && row.entry.name.toLowerCase().startsWith(typed)) return at;
  }
  return -1;
}
