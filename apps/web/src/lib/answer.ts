import type { Citation, Schemas } from "./api";
import { namePlace } from "./place";

export type Answer = Omit<Schemas["ChatShape"], "turn_id" | "conversation_id">;
export type Statement = Schemas["StatementShape"];
export type Confidence = Schemas["ConfidenceShape"];
export type Mode = NonNullable<Schemas["ChatInput"]["mode"]>;
/** The answer without what was streamed before it. */
export type AnswerFacts = Omit<Answer, "statements" | "citations">;

/** Which model, and by which way, in words. */
export function describeWriter(facts: Pick<Answer, "mode" | "model">): string {
  if (facts.mode === "extractive") return "Quoted from the code, no model";
  const way = facts.mode === "deep" ? "Looked further with tools" : "One look";
  return facts.model ? `${way} · ${facts.model}` : way;
}

/** What the API's `missing` says, for a person: what is named, or a sentence where nothing could be named. */
export function describeMissing(statement: Statement): { words: string; names: string[] } {
  if (statement.citations.length === 0 && statement.missing.includes("citation")) {
    return { words: "No line is cited for it.", names: [] };
  }
  if (statement.missing.includes("lines")) return { words: "The cited lines could not be read.", names: [] };
  if (statement.kind === "code" && statement.missing.includes("code")) {
    return { words: "The cited lines do not hold this code.", names: [] };
  }
  if (statement.missing.length === 0) return { words: "The cited lines do not carry it.", names: [] };
  return { words: "Not in the cited lines:", names: statement.missing };
}

/** The answer as Markdown with its sources; `addressOf` is where lines stand that no known host shows. */
export function renderMarkdown(
  statements: Statement[],
  citations: Citation[],
  addressOf: (citation: Citation) => string,
): string {
  const numbers = new Map(citations.map((citation, index) => [citation.id, index + 1]));
  const lines = statements.flatMap((statement, index) => {
    const marks = statement.citations.map((id) => ` [${numbers.get(id) ?? "?"}]`).join("");
    const doubt = isClaim(statement) && statement.status !== "supported" ? ` *(${STATUS_WORDS[statement.status]})*` : "";
    const line = `${statement.is_item ? "- " : ""}${statement.text}${marks}${doubt}`;
    return index > 0 && !(statement.is_item && statements[index - 1]?.is_item) ? ["", line] : [line];
  });
  const sources = citations.map((citation, index) => {
    const at = citation.kind === "code" ? ` @ ${citation.commit.slice(0, 12)}` : "";
    const place = `${namePlace(citation)}${at}`.replaceAll("`", "'");
    return `${index + 1}. [\`${place}\`](${citation.url || addressOf(citation)})`;
  });
  return [...lines, ...(sources.length > 0 ? ["", "Sources:", "", ...sources] : []), ""].join("\n");
}

export const STATUS_WORDS = {
  supported: "supported",
  partly: "partly supported",
  unsupported: "not supported",
} as const;

/** Headings and absences claim no fact, so they carry no mark. */
export function isClaim(statement: Statement): boolean {
  return statement.kind === "fact" || statement.kind === "code";
}
