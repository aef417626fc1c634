/**
 * The Markdown that answers are written in, and nothing more: code, bold, emphasis, escapes, fenced blocks.
 *
 * There is no node for a link, an image or HTML, so no text can become one: it shows as it is written.
 */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "bold" | "emphasis"; parts: Inline[] };

export type Block = { kind: "line"; parts: Inline[] } | { kind: "code"; language: string; text: string };

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const FENCE = /^(`{3,})([\w#+.-]*)$/;
const DEPTH_MAX = 4;

export function parseBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let fence: { mark: string; language: string; lines: string[] } | null = null;
  const endLine = () => {
    if (lines.join("").trim()) blocks.push({ kind: "line", parts: parseInline(lines.join("\n")) });
    lines = [];
  };
  for (const line of markdown.split("\n")) {
    if (fence) {
      if (line.trim() === fence.mark) {
        blocks.push({ kind: "code", language: fence.language, text: fence.lines.join("\n") });
        fence = null;
      } else fence.lines.push(line);
      continue;
    }
    const opened = FENCE.exec(line.trim());
    if (opened) {
      endLine();
      fence = { mark: opened[1] ?? "```", language: opened[2] ?? "", lines: [] };
    } else if (line.trim()) lines.push(line);
    else endLine();
  }
  if (fence) blocks.push({ kind: "code", language: fence.language, text: fence.lines.join("\n") });
  endLine();
  return blocks;
}

export function parseInline(text: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  let plain = "";
  const take = (part: Inline) => {
    if (plain) parts.push({ kind: "text", text: plain });
    plain = "";
    parts.push(part);
  };
  let at = 0;
  while (at < text.length) {
    const escaped = readEscape(text, at);
    const code = escaped === null ? readCode(text, at) : null;
    const marked = escaped === null && code === null && depth < DEPTH_MAX ? readMarked(text, at) : null;
    if (code?.isClosed) take({ kind: "code", text: code.text });
    else if (marked) take({ kind: marked.kind, parts: parseInline(marked.text, depth + 1) });
    else plain += escaped ?? code?.text ?? text[at] ?? "";
    at = code?.end ?? marked?.end ?? at + (escaped === null ? 1 : 2);
  }
  if (plain) parts.push({ kind: "text", text: plain });
  return parts;
}

function readEscape(text: string, at: number): string | null {
  const next = text[at + 1];
  return text[at] === "\\" && next !== undefined && ESCAPABLE.test(next) ? next : null;
}

function countBackticks(text: string, at: number): number {
  let end = at;
  while (text[end] === "`") end += 1;
  return end - at;
}

/** A code span ends at a run of as many backticks as began it; a run without an end is text. */
function readCode(text: string, at: number): { text: string; end: number; isClosed: boolean } | null {
  const length = countBackticks(text, at);
  if (length === 0) return null;
  const start = at + length;
  for (let end = text.indexOf("`", start); end >= 0; ) {
    const run = countBackticks(text, end);
    if (run === length) return { text: trimOne(text.slice(start, end)), end: end + run, isClosed: true };
    end = text.indexOf("`", end + run);
  }
  return { text: "`".repeat(length), end: start, isClosed: false };
}

/** CommonMark takes one space off each side, so that code may begin with a backtick. */
function trimOne(code: string): string {
  return code.startsWith(" `") || code.endsWith("` ") ? code.slice(1, -1) : code;
}

function readMarked(text: string, at: number): { kind: "bold" | "emphasis"; text: string; end: number } | null {
  if (text[at] !== "*") return null;
  const mark = text[at + 1] === "*" ? "**" : "*";
  const start = at + mark.length;
  if (/^\s|^$/.test(text.slice(start, start + 1))) return null;
  for (let end = start; end < text.length; ) {
    if (readEscape(text, end) !== null) end += 2;
    else if (text[end] === "`") end = readCode(text, end)?.end ?? end + 1;
    else if (text.startsWith(mark, end) && end > start && !/\s/.test(text[end - 1] ?? " ")) {
      return { kind: mark === "**" ? "bold" : "emphasis", text: text.slice(start, end), end: end + mark.length };
    } else end += 1;
  }
  return null;
}
