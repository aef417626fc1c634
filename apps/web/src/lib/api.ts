import createClient from "openapi-fetch";
import type { components, paths } from "@repochat/api-client";
import { noteAway, noteHeard } from "./connection";

export type Schemas = components["schemas"];
export type Repo = Schemas["RepoListed"];
export type Run = Schemas["RunShape"];
export type Citation = Schemas["CitationShape"];
export type Commit = Schemas["CommitShape"];
export type Pull = Schemas["PullShape"];
export type CodeFile = Schemas["FileShape"];
export type Conversation = Schemas["ConversationShape"];
export type StoredTurn = Schemas["TurnShape"];
export type Feedback = Schemas["FeedbackShape"];
export type FeedbackInput = Schemas["FeedbackInput"];
export type Me = Schemas["MeShape"];
export type GithubSettings = Schemas["GithubSettings"];
export type GithubNeed = Schemas["NeedShape"];
export type ModelAccess = Schemas["ModelAccessShape"];
export type Why = Schemas["Why"];
export type ApiError = Schemas["ErrorBody"];

/** Told to the window when the server no longer knows who asks. */
export const SIGNED_OUT = "repochat:signed-out";

export const api = createClient<paths>({ baseUrl: "" });
api.use({
  onResponse({ response }) {
    noteHeard();
    if (response.status === 401) window.dispatchEvent(new Event(SIGNED_OUT));
  },
  onError({ error }) {
    if (!(error instanceof DOMException && error.name === "AbortError")) noteAway();
  },
});

type Outcome<Data> = { data: Data; error: null } | { data: null; error: ApiError };

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
export async function call<Data>(request: Promise<{ data?: Data; error?: unknown }>): Promise<Outcome<Data>> {
  try {
    const { data, error } = await request;
    return data === undefined ? { data: null, error: readError(error) } : { data, error: null };
  } catch {
    return { data: null, error: readError(null) };
  }
}

/** The same for a call that is answered without a body: null, or its error. */
export async function send(request: Promise<{ response: Response; error?: unknown }>): Promise<ApiError | null> {
  try {
    const { response, error } = await request;
    return response.ok ? null : readError(error);
  } catch {
    return readError(null);
  }
}
