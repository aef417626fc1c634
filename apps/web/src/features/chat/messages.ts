import { DefaultChatTransport, type UIMessage } from "ai";
import type { Answer, ApiError, Citation, Statement } from "@/lib/api";

/** The answer without what was streamed before it. */
export type AnswerFacts = Omit<Answer, "statements" | "citations">;

export interface Progress {
  phase: string;
  hits: number;
  revision: string;
}

/** The `data-` parts of the stream: their names are the keys. */
export type Parts = {
  statement: Statement;
  citation: Citation;
  answer: AnswerFacts;
  error: ApiError;
  progress: Progress;
};

export type ChatMessage = UIMessage<never, Parts>;

export function readText(message: ChatMessage): string {
  return message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** Sends the question alone: the server keeps no history yet, so it needs none. */
export const transport = new DefaultChatTransport<ChatMessage>({
  api: "/chat",
  prepareSendMessagesRequest: ({ messages, body }) => {
    const last = messages.at(-1);
    return { body: { ...body, question: last ? readText(last) : "", stream: true } };
  },
  fetch: async (address, init) => {
    const response = await fetch(address, init);
    if (!response.ok) throw new Error(await response.text());
    return response;
  },
});

/** The server's error out of what the transport threw; its own words for a connection that failed. */
export function explain(error: Error): ApiError {
  try {
    const body = (JSON.parse(error.message) as { error?: ApiError }).error;
    if (body) return body;
  } catch {
    // not JSON: the connection failed, or the stream broke off
  }
  return { kind: "unavailable", message: "No answer came.", hint: "Check that the server runs, then ask again." };
}
