import type * as T from "./thinking";

type Get<Answer, Query = never, Path = never> = {
  parameters: { query?: Query; path: Path; header?: never; cookie?: never };
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": Answer } } };
}
type Plain<Answer, Query = never> = {
  parameters: { query?: Query; path?: never; header?: never; cookie?: never };
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": Answer } } };
}
type Post<Answer, Body, Path> = {
  parameters: { query?: never; path: Path; header?: never; cookie?: never };
  requestBody: { content: { "application/json": Body } };
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": Answer } } };
}
type PlainPost<Answer, Body> = {
  parameters: { query?: never; path?: never; header?: never; cookie?: never };
  requestBody: { content: { "application/json": Body } };
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": Answer } } };
}
type Empty<Answer, Path> = {
  parameters: { query?: never; path: Path; header?: never; cookie?: never };
  requestBody?: never;
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": Answer } } };
}
type Params = { query?: never; header?: never; path?: never; cookie?: never };

declare module "@repochat/api-client" {
  interface paths {
    "/insights/{insight_id}/rerun": { parameters: Params; post: Empty<{ proposal_id: string }, { insight_id: string }> };
    "/learning/status": { parameters: Params; get: Plain<T.EngineStatus, { repo?: string }> };
    "/learning/arms": { parameters: Params; get: Plain<{ arms: T.Arm[] }> };
    "/learning/think": { parameters: Params; post: PlainPost<{ proposal_id: string; joined: boolean; run_id: string | null }, { repo: string; thought: string }> };
    "/learning/proposals/{proposal_id}/withdraw": { parameters: Params; post: Empty<object, { proposal_id: string }> };
    "/learning/proposals/{proposal_id}/retry": { parameters: Params; post: Empty<object, { proposal_id: string }> };
    "/learning/toggle": { parameters: Params; post: PlainPost<object, { repo: string; on?: boolean; is_stopped?: boolean }> };
    "/runs": { parameters: Params; get: Plain<{ runs: T.ThoughtRun[]; next_after: string | null }, { repo?: string; thought?: string; status?: string[]; after?: string; limit?: number }> };
    "/runs/{run_id}": { parameters: Params; get: Get<T.ThoughtRunDetail, never, { run_id: string }> };
    "/runs/{run_id}/rerun": { parameters: Params; post: Empty<{ proposal_id: string }, { run_id: string }> };
    "/runs/{run_id}/cancel": { parameters: Params; post: Empty<T.ThoughtRun, { run_id: string }> };
  }
}
