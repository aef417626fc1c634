import createClient from "openapi-fetch";
import type { components, paths } from "@repochat/api-client";

export type Schemas = components["schemas"];
export type Repo = Schemas["RepoListed"];
export type Run = Schemas["RunShape"];
export type Citation = Schemas["CitationShape"];
export type Statement = Schemas["StatementShape"];
export type Answer = Schemas["AnswerShape"];
export type CodeFile = Schemas["FileShape"];
export type ApiError = Schemas["ErrorBody"];

export const api = createClient<paths>({ baseUrl: "" });

/** What went wrong, in the API's words where it has any. */
export function readError(error: unknown): ApiError {
  if (typeof error === "object" && error !== null && "error" in error) {
    return (error as Schemas["ErrorShape"]).error;
  }
  return {
    kind: "unavailable",
    message: "The server did not answer.",
    hint: "Is it running? `repochat up` starts it.",
  };
}

/** The result of a call, or its error; a connection that fails is an error like any other. */
export async function call<Data>(
  request: Promise<{ data?: Data; error?: unknown }>,
): Promise<{ data: Data; error: null } | { data: null; error: ApiError }> {
  try {
    const { data, error } = await request;
    return data === undefined ? { data: null, error: readError(error) } : { data, error: null };
  } catch {
    return { data: null, error: readError(null) };
  }
}
