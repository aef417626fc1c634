"use client";

import { usePathname } from "next/navigation";
import { useGet } from "@/lib/query";
import { chatAddress } from "@/lib/routes";
import { useTheme } from "@/lib/theme";
import { ChatIcon, RunsIcon } from "@/ui/icons";
import { listCommands, matchCommands } from "./commandEntries";
import { withoutRepeats, type Entry, type Group } from "./entry";
import { listFound } from "./foundEntries";
import { isQuestion, type Typed } from "./modes";
import type { Recent } from "./recents";
import type { useFound } from "./useFound";

const CONVERSATIONS = { mixed: 4, alone: 20 };
const COMMANDS_MIXED = 4;
const COMMAND_CHARS_MIN = 2;

interface Given {
  repo: string | null;
  typed: Typed;
  found: ReturnType<typeof useFound>;
  recents: readonly Recent[];
  type: (text: string) => void;
}

/** Everything that the palette offers for what is typed, in groups. */
export function useEntries({ repo, typed, found, recents, type }: Given): Group[] {
  const { mode, text } = typed;
  const commands = useCommands(repo);
  const conversations = useConversationEntries(repo, typed);
  const asks = text !== "" && (mode === "all" || mode === "ask") ? [askEntry(repo, text)] : [];
  const groups: Group[] = [];
  if (text === "" && mode === "all") groups.push({ heading: "Recent", entries: recents.map(recentEntry) });
  const ask = { heading: "Ask", entries: asks };
  if (mode === "ask" || isQuestion(text)) groups.push(ask);
  if (found.data && repo) groups.push(...listFound(found.data, repo, typed, type));
  if (mode === "commands") groups.push({ heading: "Commands", entries: matchCommands(commands, text) });
  else if (mode === "all" && text.length >= COMMAND_CHARS_MIN) {
    groups.push({ heading: "Commands", entries: matchCommands(commands, text).slice(0, COMMANDS_MIXED) });
  }
  groups.push({ heading: "Conversations", entries: conversations });
  if (!groups.includes(ask)) groups.push(ask);
  return withoutRepeats(groups);
}

function useCommands(repo: string | null): Entry[] {
  const path = usePathname();
  const [theme, chooseTheme] = useTheme();
  const { data } = useGet("/repos", {}, { freshMs: 30_000 });
  return listCommands({ repo, repos: data?.repos ?? [], path, theme, chooseTheme });
}

function useConversationEntries(repo: string | null, { mode, text }: Typed): Entry[] {
  const isWanted = mode === "all" || mode === "ask";
  const { data } = useGet("/conversations", { params: { query: { text: "" } } }, { isEnabled: isWanted, freshMs: 10_000 });
  if (!isWanted) return [];
  const wanted = text.toLowerCase();
  const named = (data?.conversations ?? []).filter(({ title }) => title.toLowerCase().includes(wanted));
  return named.slice(0, mode === "ask" ? CONVERSATIONS.alone : CONVERSATIONS.mixed).map(({ id, title }) => ({
    id: `conversation:${id}`,
    icon: <ChatIcon />,
    title,
    name: title,
    href: chatAddress({ repo, conversation: id }),
  }));
}

function askEntry(repo: string | null, text: string): Entry {
  return {
    id: "ask",
    icon: <ChatIcon />,
    title: (
      <>
        Ask: <span className="font-medium">{text}</span>
      </>
    ),
    name: `Ask: ${text}`,
    href: chatAddress({ repo, ask: text, sends: true }),
  };
}

function recentEntry({ id, name, detail, href }: Recent): Entry {
  return { id, icon: <RunsIcon />, title: name, name, detail, href, isCode: true, isKept: true };
}
