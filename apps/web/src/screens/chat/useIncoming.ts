"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { readFocus, type Focus } from "@/lib/routes";

interface Args {
  /** Whether a question can be asked already. */
  ready: boolean;
  onWrite: (question: string, focus: Focus | null) => void;
  onAsk: (question: string, focus: Focus | null) => void;
  /** Takes the question out of the address, so that a reload does not ask it again. */
  onTaken: () => void;
}

/** What another screen sent here: `ask=` stands in the question box, with `send=1` it is asked; `focus=` are its lines. */
export function useIncoming({ ready, onWrite, onAsk, onTaken }: Args): void {
  const query = useSearchParams();
  const text = query.get("ask") ?? "";
  const place = query.get("focus");
  const sends = query.get("send") === "1" && text.trim() !== "";
  const taken = useRef("");
  const sent = `${text}\n${place ?? ""}`;
  useEffect(() => {
    if (sent === "\n") {
      taken.current = "";
      return;
    }
    if (taken.current === sent || (sends && !ready)) return;
    taken.current = sent;
    (sends ? onAsk : onWrite)(text.trim(), readFocus(place));
    onTaken();
  }, [sent, sends, ready, text, place, onWrite, onAsk, onTaken]);
}
