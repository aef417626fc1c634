"use client";

import { useState, type FormEvent, type MouseEvent } from "react";
import type { Conversation } from "@/lib/api";
import { formatAgo } from "@/lib/format";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { EditIcon, ShareIcon, TrashIcon } from "@/ui/icons";

const TITLE_CHARS_MAX = 200;

interface Props {
  conversation: Conversation;
  isOpen: boolean;
  address: string;
  onOpen: () => void;
  onChange: (change: { title?: string; is_shared?: boolean }) => void;
  onRemove: () => void;
}

export function ConversationItem(props: Props) {
  const { conversation, isOpen, address, onOpen, onChange, onRemove } = props;
  const [doing, setDoing] = useState<"nothing" | "renaming" | "removing">("nothing");
  const end = () => setDoing("nothing");

  function open(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen();
  }

  if (doing === "renaming") {
    return <RenameForm title={conversation.title} onEnd={end} onRename={(title) => onChange({ title })} />;
  }
  return (
    <li className={`group/item rounded-md ${isOpen ? "bg-raised" : "hover:bg-raised/60"}`}>
      <a
        href={address}
        onClick={open}
        aria-current={isOpen ? "page" : undefined}
        className="block rounded-md px-2 pt-1.5 pb-0.5"
      >
        <span className={`line-clamp-2 text-[13px] leading-5 wrap-anywhere ${isOpen ? "font-medium" : ""}`}>
          {conversation.title}
        </span>
      </a>
      <div className="flex items-center pr-0.5 pl-2 text-xs text-soft">
        <time dateTime={conversation.updated_at} title={new Date(conversation.updated_at).toLocaleString()}>
          {formatAgo(conversation.updated_at)}
        </time>
        {conversation.is_shared && <span>&nbsp;· shared</span>}
        <span className="ml-auto flex opacity-0 group-focus-within/item:opacity-100 group-hover/item:opacity-100 pointer-coarse:opacity-100">
          <IconButton
            label={conversation.is_shared ? "Stop sharing" : "Share with everybody here"}
            aria-pressed={conversation.is_shared}
            onClick={() => onChange({ is_shared: !conversation.is_shared })}
          >
            <ShareIcon />
          </IconButton>
          <IconButton label={`Rename ${conversation.title}`} onClick={() => setDoing("renaming")}>
            <EditIcon />
          </IconButton>
          <IconButton label={`Delete ${conversation.title}`} onClick={() => setDoing("removing")}>
            <TrashIcon />
          </IconButton>
        </span>
      </div>
      {doing === "removing" && (
        <div role="group" aria-label="Delete for good?" className="flex flex-wrap items-center gap-2 px-2 pb-2 text-[13px]">
          <span>Delete it with its answers?</span>
          <Button autoFocus onClick={onRemove}>
            Delete
          </Button>
          <Button onClick={end}>Keep</Button>
        </div>
      )}
    </li>
  );
}

function RenameForm(props: { title: string; onEnd: () => void; onRename: (title: string) => void }) {
  const [title, setTitle] = useState(props.title);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (title.trim() && title.trim() !== props.title) props.onRename(title.trim());
    props.onEnd();
  }
  return (
    <li className="rounded-md bg-raised p-1.5">
      <form onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && props.onEnd()} className="flex gap-1">
        <input
          autoFocus
          aria-label="Title"
          value={title}
          maxLength={TITLE_CHARS_MAX}
          onChange={(event) => setTitle(event.target.value)}
          className="min-h-9 min-w-0 flex-1 rounded-md border border-line bg-panel px-2 text-[13px]"
        />
        <Button type="submit">Save</Button>
      </form>
    </li>
  );
}
