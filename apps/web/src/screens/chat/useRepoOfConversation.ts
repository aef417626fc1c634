"use client";

import { useEffect, useRef } from "react";
import type { Turn } from "@/features/chat/turn";

/** A conversation that is opened brings its repository along. */
export function useRepoOfConversation(
  turns: Turn[],
  conversation: string | null,
  repo: string | null,
  onRepo: (name: string) => void,
) {
  const asked = turns.at(-1)?.repo ?? null;
  const latest = useRef(onRepo);
  useEffect(() => {
    latest.current = onRepo;
  });
  useEffect(() => {
    if (conversation !== null && asked !== null && repo !== null && asked !== repo) latest.current(asked);
  }, [asked, conversation, repo]);
}
