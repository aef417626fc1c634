"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Key {
  /** What it does, as the list of keys says it. */
  does: string;
  run: (event: KeyboardEvent) => void;
  /** Under which heading it is listed. */
  group?: string;
}

/** By what is pressed: "?", "[", "mod+k" (Ctrl, or Command on a Mac), "g d" (one after the other), "shift+Enter". */
export type Keys = Record<string, Key>;

export interface ListedKey {
  keys: string;
  does: string;
  group: string;
}

const SEQUENCE_MS = 1_000;
// An editor that nothing can be written into is no field.
const FIELDS = "input, textarea, select, :is([contenteditable=true], [role=textbox]):not([aria-readonly=true])";

const registered: Keys[] = [];
const listeners = new Set<() => void>();
let listed: ListedKey[] = [];
let before = { key: "", at: 0 };

/** Keys that work while the component is shown; the newest registration of a key wins. Typing in a field is left alone. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  const names = Object.entries(keys)
    .map(([name, key]) => `${name} ${key.does}`)
    .join("\n");
  useEffect(() => {
    const mine = relay(latest);
    register(mine);
    return () => unregister(mine);
  }, [names]);
}

/** All keys that work now, for the list that `?` shows. */
export function useListedKeys(): ListedKey[] {
  return useSyncExternalStore(
    subscribe,
    () => listed,
    () => listed,
  );
}

function relay(latest: { current: Keys }): Keys {
  const own: Keys = {};
  for (const [name, key] of Object.entries(latest.current)) {
    own[name] = { ...key, run: (event) => latest.current[name]?.run(event) };
  }
  return own;
}

function register(keys: Keys): void {
  if (registered.length === 0) document.addEventListener("keydown", press);
  registered.push(keys);
  announce();
}

function unregister(keys: Keys): void {
  registered.splice(registered.indexOf(keys), 1);
  if (registered.length === 0) document.removeEventListener("keydown", press);
  announce();
}

function announce(): void {
  const all = new Map<string, ListedKey>();
  for (const keys of registered) {
    for (const [name, key] of Object.entries(keys)) {
      all.set(name, { keys: name, does: key.does, group: key.group ?? "Everywhere" });
    }
  }
  listed = [...all.values()];
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  const isTyping = event.target instanceof Element && event.target.closest(FIELDS) !== null;
  if (isTyping && !name.startsWith("mod+")) return;
  const sequence = performance.now() - before.at < SEQUENCE_MS ? `${before.key} ${name}` : "";
  const key = find(sequence) ?? find(name);
  before = { key: name, at: performance.now() };
  if (!key) return;
  event.preventDefault();
  before.at = 0;
  key.run(event);
}

function find(name: string): Key | undefined {
  return registered.findLast((keys) => name in keys)?.[name];
}

function nameOf(event: KeyboardEvent): string {
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && event.key.length > 1) parts.push("shift");
  return [...parts, event.key.length === 1 && parts.length > 0 ? event.key.toLowerCase() : event.key].join("+");
}
