"use client";

import { useState } from "react";
import type { Turn } from "@/features/chat/turn";
import type { Citation } from "@/lib/api";
import { namePlace } from "@/lib/place";
import { useKeys } from "@/lib/keys";
import type { Opened } from "./ChatScreen";

interface Args {
  opened: Opened | null;
  /** Whose answer is in sight: its citations are gone through while none is open. */
  reading: Turn | undefined;
  onOpen: (citation: Citation, turn: Turn) => void;
}

const GROUP = "Chat";

/** `[` and `]`, or `p` and `n`, lead through the citations of an answer. Returns what is to be announced. */
export function useCitationKeys({ opened, reading, onOpen }: Args): string {
  const [said, setSaid] = useState("");
  const step = (by: 1 | -1) => {
    const turn = opened?.kind === "code" ? opened.turn : reading;
    const citations = turn?.citations ?? [];
    if (!turn || citations.length === 0) return;
    const at = opened?.kind === "code" ? citations.findIndex((each) => each.id === opened.citation.id) : by > 0 ? -1 : citations.length;
    const next = citations[at + by];
    if (!next) {
      setSaid(by > 0 ? "That was the last citation." : "That was the first citation.");
      return;
    }
    onOpen(next, turn);
    setSaid(`Citation ${String(at + by + 1)} of ${String(citations.length)}: ${namePlace(next)}`);
  };
  const next = { does: "Next citation of the answer", run: () => step(1), group: GROUP };
  const previous = { does: "Previous citation of the answer", run: () => step(-1), group: GROUP };
  useKeys({
    "]": next,
    "[": previous,
    n: next,
    p: previous,
    c: { does: "Copy the answer", run: () => press(reading, "copy"), group: GROUP },
    w: { does: "Why this answer?", run: () => press(reading, "why"), group: GROUP },
    r: { does: "Ask the question again", run: () => press(reading, "again"), group: GROUP },
  });
  return said;
}

/** The key is the button: where that can't be pressed, neither can the key. */
function press(turn: Turn | undefined, action: string): void {
  if (!turn) return;
  document.querySelector<HTMLElement>(`[data-key="${turn.key}"] [data-action="${action}"]`)?.click();
}
