"use client";

import { useEffect, useState } from "react";
import { useKeys, useListedKeys, type ListedKey } from "@/lib/keys";
import { Dialog } from "@/ui/Dialog";
import { IconButton } from "@/ui/IconButton";
import { KeysIcon } from "@/ui/icons";

const OPEN = "repochat:keys";
const NAMES: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };

/** Opens the list of keys, for whoever has not heard of `?`. */
export function KeysButton() {
  return (
    <IconButton label="Keys" onClick={() => window.dispatchEvent(new Event(OPEN))}>
      <KeysIcon />
    </IconButton>
  );
}

/** All keys that work on this screen; `?` opens it. */
export function KeysDialog() {
  const [isOpen, setOpen] = useState(false);
  useKeys({ "?": { does: "Show these keys", run: () => setOpen(true) } });
  useEffect(() => {
    const open = () => setOpen(true);
    window.addEventListener(OPEN, open);
    return () => window.removeEventListener(OPEN, open);
  }, []);
  return (
    <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title="Keys" size="wide">
      <Groups />
    </Dialog>
  );
}

function Groups() {
  const listed = useListedKeys();
  const groups = [...new Set(listed.map((key) => key.group))];
  return (
    <div className="gap-x-8 sm:columns-2">
      {groups.map((group) => (
        <section key={group} className="mb-5 break-inside-avoid space-y-1.5">
          <h3 className="text-[13px] font-semibold text-soft">{group}</h3>
          <dl className="space-y-1 text-sm">
            {listed
              .filter((key) => key.group === group)
              .map((key) => (
                <Row key={key.keys} listed={key} />
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Row({ listed }: { listed: ListedKey }) {
  return (
    <div className="flex min-h-7 items-center justify-between gap-3">
      <dt>{listed.does}</dt>
      <dd className="flex shrink-0 items-center gap-1">
        {listed.keys.split(" ").map((pressed, index) => (
          <span key={index} className="flex items-center gap-1">
            {index > 0 && <span className="text-xs text-soft">then</span>}
            <kbd className="min-w-6 rounded-md border border-line bg-raised px-1.5 py-0.5 text-center font-mono text-xs">
              {nameKey(pressed)}
            </kbd>
          </span>
        ))}
      </dd>
    </div>
  );
}

function nameKey(pressed: string): string {
  const isMac = navigator.userAgent.includes("Mac");
  const parts = pressed.split(/\+(?=.)/).map((part) => {
    if (part === "mod") return isMac ? "⌘" : "Ctrl";
    if (part === "shift") return "Shift";
    return NAMES[part] ?? part.toUpperCase();
  });
  return parts.join(" ");
}
