"use client";

import { useEffect, useState } from "react";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { CloseIcon, PlusIcon } from "@/ui/icons";
import { Problem } from "@/ui/Problem";
import { ConversationItem } from "./ConversationItem";
import { useConversations } from "./useConversations";

interface Props {
  open: string | null;
  /** Changes when a conversation was begun or answered: the list is read again. */
  version: number;
  addressOf: (conversation: string) => string;
  onOpen: (conversation: string | null) => void;
  onClose: () => void;
}

export function ConversationList({ open, version, addressOf, onOpen, onClose }: Props) {
  const [text, setText] = useState("");
  const list = useConversations(text);
  const { reload } = list;

  useEffect(() => {
    if (version > 0) void reload();
  }, [version, reload]);

  async function remove(id: string) {
    if ((await list.remove(id)) && id === open) onOpen(null);
  }

  return (
    <nav aria-label="Conversations" className="flex h-full min-h-0 flex-col gap-2 p-3">
      <div className="flex items-center gap-1">
        <button
          type="button"
          onClick={() => onOpen(null)}
          className="inline-flex min-h-9 flex-1 items-center gap-2 rounded-md border border-line bg-panel px-3 text-sm font-medium hover:bg-raised"
        >
          <PlusIcon />
          New conversation
        </button>
        <IconButton label="Close the list" className="2xl:hidden" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </div>
      <input
        type="search"
        aria-label="Search conversations"
        placeholder="Search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="min-h-8 rounded-md border border-line bg-panel px-2 text-[13px] placeholder:text-soft"
      />
      {list.error && <Problem error={list.error} />}
      <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1">
        {list.found?.length === 0 && (
          <p className="px-2 py-3 text-[13px] text-soft">{text ? "Nothing has these words." : "Nothing was asked yet."}</p>
        )}
        <ul>
          {list.found?.map((conversation) => (
            <ConversationItem
              key={conversation.id}
              conversation={conversation}
              isOpen={conversation.id === open}
              address={addressOf(conversation.id)}
              onOpen={() => onOpen(conversation.id)}
              onChange={(change) => void list.change(conversation.id, change)}
              onRemove={() => void remove(conversation.id)}
            />
          ))}
        </ul>
        {list.hasMore && (
          <Button className="mt-2 w-full" onClick={() => void list.readMore()}>
            Earlier ones
          </Button>
        )}
      </div>
    </nav>
  );
}
