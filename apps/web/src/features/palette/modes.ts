export type Kind = "symbols" | "files" | "text";
export type Mode = "all" | Kind | "ask" | "commands";

interface Prefix {
  mark: string;
  mode: Mode;
  label: string;
  example: string;
}

/** What a first character narrows the palette to. */
export const PREFIXES: readonly Prefix[] = [
  { mark: "@", mode: "symbols", label: "Symbols", example: "@getUser, also by its humps: @gU" },
  { mark: "/", mode: "files", label: "Files", example: "/src/main.py:120 goes to the line" },
  { mark: "#", mode: "text", label: "Text in files", example: "#not found; a capital letter counts" },
  { mark: "?", mode: "ask", label: "Questions", example: "?where are errors handled" },
  { mark: ">", mode: "commands", label: "Commands", example: ">settings, >dark" },
];

export interface Typed {
  mode: Mode;
  /** Without the prefix, and without space around it. */
  text: string;
  mark: string;
}

export function parseTyped(typed: string): Typed {
  const prefix = PREFIXES.find(({ mark }) => typed.startsWith(mark));
  return prefix
    ? { mode: prefix.mode, mark: prefix.mark, text: typed.slice(1).trim() }
    : { mode: "all", mark: "", text: typed.trim() };
}

export const KINDS: readonly Kind[] = ["symbols", "files", "text"];

/** What the server is asked for; "" for nothing. */
export function kindsOf(mode: Mode): string {
  if (mode === "all") return KINDS.join(",");
  return KINDS.find((kind) => kind === mode) ?? "";
}

/** Whether it reads like a question: then asking it comes first. */
export function isQuestion(text: string): boolean {
  return text.endsWith("?") || text.split(/\s+/).length > 2;
}
