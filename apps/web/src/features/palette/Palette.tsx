"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useState, type KeyboardEvent } from "react";
import { formatCount } from "@/lib/format";
import { useGet } from "@/lib/query";
import { useCurrentRepo } from "@/lib/repo";
import { IconButton } from "@/ui/IconButton";
import { CloseIcon, SearchIcon } from "@/ui/icons";
import { Problem } from "@/ui/Problem";
import type { Entry } from "./entry";
import { EntryRow } from "./EntryRow";
import { KeyHints, PrefixHints } from "./Hints";
import { parseTyped } from "./modes";
import { PaletteFrame } from "./PaletteFrame";
import type { PaletteProps } from "./PaletteHost";
import { useRecents } from "./recents";
import { useChoice } from "./useChoice";
import { useEntries } from "./useEntries";
import { useFound } from "./useFound";

const MOVES = new Set(["ArrowUp", "ArrowDown", "Home", "End"]);

/** Finds symbols, files, text, conversations and commands as one types, or asks. */
export function Palette({ early, onClose }: PaletteProps) {
  const router = useRouter();
  const repo = useRepo();
  const [text, setText] = useState(() => early.current);
  const [recents, keep] = useRecents(repo);
  const typed = parseTyped(text);
  const found = useFound(repo, typed.mode, typed.text);
  const groups = useEntries({ repo, typed, found, recents, type: setText });
  const entries = groups.flatMap((group) => group.entries);

  function open(entry: Entry, inTab: boolean) {
    if (entry.isKept && entry.href) keep({ id: entry.id, name: entry.name, detail: entry.detail ?? "", href: entry.href });
    entry.run?.();
    if (entry.href && inTab) window.open(entry.href, "_blank", "noopener");
    else if (entry.href) router.push(entry.href);
    if (!entry.stays && !inTab) onClose();
  }
  const choice = useChoice(entries, text, found.isNew, open);

  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (MOVES.has(event.key)) choice.noteMove();
    else if (event.key === "Enter") {
      event.preventDefault();
      choice.choose(event.ctrlKey || event.metaKey);
    } else if (event.key === "Tab" && !event.shiftKey && choice.chosen?.completes && choice.chosen.completes !== text) {
      event.preventDefault();
      setText(choice.chosen.completes);
    }
  }

  return (
    <PaletteFrame onClose={onClose}>
      <Command
        label="Find anything"
        shouldFilter={false}
        vimBindings={false}
        value={choice.chosen?.id ?? ""}
        onValueChange={choice.move}
        onKeyDown={press}
        onPointerMoveCapture={choice.noteMove}
        className="flex min-h-0 flex-1 flex-col"
      >
        <div className="flex items-center gap-2 border-b border-line px-3 text-soft">
          <SearchIcon />
          <Command.Input
            autoFocus
            value={text}
            onValueChange={setText}
            placeholder="Find a symbol, a file or text, or ask"
            className="h-12 min-w-0 flex-1 bg-transparent text-[15px] text-ink outline-none placeholder:text-soft"
          />
          <IconButton label="Close" onClick={onClose}>
            <CloseIcon />
          </IconButton>
        </div>
        <Command.List
          label="Results"
          data-for={found.isNew ? text : undefined}
          className={`min-h-0 overflow-y-auto overscroll-contain ${entries.length > 0 ? "p-1.5" : ""} ${text ? "flex-1" : ""}`}>
          {groups.map(({ heading, entries: own }) => (
            <Command.Group key={heading} heading={heading} className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[11px] [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-soft">
              {own.map((entry) => (
                <EntryRow key={entry.id} entry={entry} onChoose={(chosen) => open(chosen, false)} />
              ))}
            </Command.Group>
          ))}
        </Command.List>
        {found.error && (
          <div className="p-2">
            <Problem error={found.error} />
          </div>
        )}
        <Told count={entries.length} text={typed.text} isNew={found.isNew} repo={repo} />
        {text === "" && <PrefixHints onPick={setText} />}
      </Command>
      <KeyHints tookMs={found.isNew ? (found.data?.took_ms ?? null) : null} />
    </PaletteFrame>
  );
}

/** How many results there are: for screen readers, and for all when there are none. */
function Told({ count, text, isNew, repo }: { count: number; text: string; isNew: boolean; repo: string | null }) {
  const nothing = repo === null ? "Choose a repository first: > lists them." : `Nothing matches “${text}”.`;
  const isEmpty = text !== "" && isNew && count === 0;
  return (
    <p role="status" className={isEmpty ? "px-4 pb-4 text-[13px] text-soft" : "sr-only"}>
      {text === "" || !isNew ? "" : isEmpty ? nothing : formatCount(count, "result")}
    </p>
  );
}

/** The repository of the page, or the only one. */
function useRepo(): string | null {
  const current = useCurrentRepo();
  const { data } = useGet("/repos", {}, { freshMs: 30_000 });
  return current ?? data?.repos[0]?.name ?? null;
}
