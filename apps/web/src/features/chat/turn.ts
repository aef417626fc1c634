import type { ApiError, Citation, Schemas, StoredTurn } from "@/lib/api";
import type { AnswerFacts, Mode, Statement } from "@/lib/answer";
import type { Focus } from "@/lib/routes";

export interface Options {
  mode: Mode;
  strict: boolean;
  /** The lines that the question is about. */
  focus: Focus | null;
}

/** What is being done, for a person who waits. */
export interface Progress {
  phase: string;
  detail?: string;
  hits?: number;
  revision?: string;
}

/** A tool that deep mode used. */
export interface Step {
  id: string;
  name: string;
  input: Record<string, unknown>;
  state: "running" | "done" | "failed";
  summary: string;
  ms: number;
  tokens: number;
}

/** A question and its answer as far as it came. `key` is ours, `id` the server's once it is known. */
export interface Turn {
  key: string;
  id: string | null;
  repo: string | null;
  question: string;
  options: Options;
  /** The answer whose question this one asks again. */
  againOf: string | null;
  status: "running" | "done" | "cancelled" | "failed";
  progress: Progress | null;
  /** What a follow-up question refers to, as the server understood it. */
  understood: string;
  steps: Step[];
  statements: Statement[];
  citations: Citation[];
  facts: AnswerFacts | null;
  error: ApiError | null;
}

export function beginTurn(repo: string | null, question: string, options: Options): Turn {
  return {
    key: createKey(),
    id: null,
    repo,
    question,
    options,
    againOf: null,
    status: "running",
    progress: null,
    understood: "",
    steps: [],
    statements: [],
    citations: [],
    facts: null,
    error: null,
  };
}

let created = 0;

function createKey(): string {
  created += 1;
  return `asked-${created}`;
}

/** A turn as the server stores it. */
export function readTurn(stored: StoredTurn): Turn {
  const { statements = [], citations = [], ...facts } = stored.answer ?? {};
  const { repos, mode, strict, focus = null } = stored.asked;
  return {
    ...beginTurn(repos[0]?.name ?? null, stored.question, { mode: mode as Mode, strict, focus }),
    key: stored.id,
    id: stored.id,
    againOf: stored.answer?.again_of ?? null,
    status: stored.status,
    steps: (stored.answer?.steps ?? []).map(readStep),
    statements,
    citations,
    facts: stored.answer ? (facts as AnswerFacts) : null,
    error: stored.error as ApiError | null,
  };
}

/** A step as it is kept with the answer; one that never ended was cut off. */
function readStep(kept: Schemas["StepShape"]): Step {
  const { call_id: id, name, arguments: input, summary, is_error, ms, tokens } = kept;
  return { id, name, input, state: is_error ? "failed" : "done", summary, ms, tokens };
}

/** The parts of the stream that we read; text parts repeat the statements, for clients that know no more. */
export type Part =
  | { type: "start"; messageMetadata?: { turn_id: string; conversation_id: string } }
  | { type: "data-progress"; data: Progress }
  | { type: "tool-input-available"; toolCallId: string; toolName: string; input: Record<string, unknown> }
  | { type: "tool-output-available"; toolCallId: string; output: { summary: string; ms: number; tokens: number } }
  | { type: "tool-output-error"; toolCallId: string; errorText: string }
  | { type: "data-citation"; data: Citation }
  | { type: "data-statement"; id: string; data: Statement }
  | { type: "data-answer"; data: AnswerFacts }
  | { type: "data-error"; data: ApiError }
  | { type: "finish" }
  | { type: "text-start" | "text-delta" | "text-end" };

/** The turn after one more part. What was told already changes nothing. */
export function applyPart(turn: Turn, part: Part): Turn {
  switch (part.type) {
    case "start":
      return { ...turn, id: part.messageMetadata?.turn_id ?? turn.id };
    case "data-progress":
      if (part.data.phase === "understood") return { ...turn, understood: part.data.detail ?? "" };
      return { ...turn, progress: part.data };
    case "tool-input-available":
      return { ...turn, steps: putStep(turn.steps, beginStep(part)) };
    case "tool-output-available":
      return { ...turn, steps: endStep(turn.steps, part.toolCallId, { state: "done", ...part.output }) };
    case "tool-output-error":
      return { ...turn, steps: endStep(turn.steps, part.toolCallId, { state: "failed", summary: part.errorText }) };
    case "data-citation":
      if (turn.citations.some((known) => known.id === part.data.id)) return turn;
      return { ...turn, citations: [...turn.citations, part.data] };
    case "data-statement":
      return { ...turn, statements: putStatement(turn.statements, part.id, part.data) };
    case "data-answer":
      return { ...turn, facts: part.data, status: part.data.status, steps: keepSteps(turn.steps, part.data) };
    case "data-error":
      return { ...turn, error: part.data, status: "failed" };
    case "finish":
      return { ...turn, progress: null, status: turn.status === "running" ? "cancelled" : turn.status };
    default: // text, and what later versions add
      return turn;
  }
}

/** Whoever came back to an answer that had ended meanwhile is told of its steps at its end. */
function keepSteps(steps: Step[], facts: AnswerFacts): Step[] {
  return steps.length > 0 ? steps : (facts.steps ?? []).map(readStep);
}

function beginStep(part: Extract<Part, { type: "tool-input-available" }>): Step {
  const { toolCallId: id, toolName: name, input } = part;
  return { id, name, input, state: "running", summary: "", ms: 0, tokens: 0 };
}

function putStep(steps: Step[], step: Step): Step[] {
  return steps.some((known) => known.id === step.id) ? steps : [...steps, step];
}

function endStep(steps: Step[], id: string, end: Partial<Step>): Step[] {
  return steps.map((step) => (step.id === id ? { ...step, ...end } : step));
}

/** `id` is "statement-N", counted from 1. */
function putStatement(statements: Statement[], id: string, statement: Statement): Statement[] {
  const index = Number(id.slice(id.lastIndexOf("-") + 1)) - 1;
  return index < statements.length ? statements : [...statements, statement];
}
