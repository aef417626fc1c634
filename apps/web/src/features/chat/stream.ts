import { createParser } from "eventsource-parser";
import { readError } from "@/lib/api";
import { BACK } from "@/lib/connection";
import type { Options, Part } from "./turn";

const PAUSES_MS = [300, 1_000, 2_000, 4_000, 8_000];
const TRIES_MAX = 40; // some five minutes: a server that is updated is back by then

export interface Asked extends Options {
  repo: string;
  question: string;
  conversation: string | null;
}

/** The answer that the server refused to begin. */
export class RefusedError extends Error {
  constructor(readonly body: unknown) {
    super("refused");
  }
}

export async function postQuestion(asked: Asked): Promise<Response> {
  const { conversation, ...body } = asked;
  return checkOk(
    await fetch("/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify({ ...body, stream: true, ...(conversation ? { conversation_id: conversation } : {}) }),
    }),
  );
}

/** The question of an answer once more, at the newest commit, in its own conversation. */
export async function postAgain(answer: string): Promise<Response> {
  return checkOk(
    await fetch(`/answers/${answer}/reask`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ stream: true }),
    }),
  );
}

/**
 * The parts of a turn, to its end. A connection that breaks is opened again from where it broke, as long as the
 * server comes back within some minutes; what was missed comes first.
 */
export async function* followTurn(first: Response | null, turn: string | null): AsyncGenerator<Part | "reconnecting"> {
  let response = first;
  let lastId = "";
  let id = turn;
  for (let tries = 0; ; ) {
    try {
      response ??= await rejoin(id, lastId);
      for await (const event of readEvents(response)) {
        if (event.data === "[DONE]") return;
        tries = 0;
        if (event.id !== undefined) lastId = event.id;
        const part = JSON.parse(event.data) as Part;
        if (part.type === "start") id = part.messageMetadata?.turn_id ?? id;
        yield part;
      }
      throw new TypeError("the stream broke off");
    } catch (error) {
      const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)];
      if (error instanceof RefusedError || id === null || tries >= TRIES_MAX) throw error;
      tries += 1;
      response = null;
      yield "reconnecting";
      await waitForServer(pause ?? 0);
    }
  }
}

/** For so long, or until somebody else finds the server back. */
function waitForServer(pause: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      window.removeEventListener(BACK, wake);
      resolve();
    };
    const timer = setTimeout(wake, pause);
    window.addEventListener(BACK, wake);
  });
}

async function rejoin(turn: string | null, lastId: string): Promise<Response> {
  const headers = lastId ? { "Last-Event-ID": lastId } : undefined;
  return checkOk(await fetch(`/turns/${turn ?? ""}/stream`, headers ? { headers } : {}));
}

/** A server that starts up again answers 5xx for a moment: that is a connection that broke, not a refusal. */
async function checkOk(response: Response): Promise<Response> {
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  if (response.status >= 500 && body === null) throw new TypeError("the server is away");
  throw new RefusedError(body);
}

async function* readEvents(response: Response): AsyncGenerator<{ id: string | undefined; data: string }> {
  const events: { id: string | undefined; data: string }[] = [];
  const parser = createParser({ onEvent: ({ id, data }) => events.push({ id, data }) });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  try {
    while (reader) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(value);
      yield* events.splice(0);
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

/** What went wrong, in the server's words where it has any. */
export function explain(error: unknown) {
  if (error instanceof RefusedError) return readError(error.body);
  return {
    kind: "unavailable" as const,
    message: "The connection broke, and the server did not come back.",
    hint: "Check that it runs (`repochat up` starts it), then reload: what was answered is kept.",
  };
}
