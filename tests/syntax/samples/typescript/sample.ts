import type { Readable } from "node:stream";
import { EventEmitter, once as waitFor } from "events";
import fs = require("fs");

export type Listener<T> = (event: T) => void | Promise<void>;
type Keys = "open" | "close";

/** What can be stored. */
export interface Store<K extends string, V = unknown> extends Iterable<[K, V]>, Disposable {
  readonly size: number;
  get(key: K): V | undefined;
  set(key: K, value: V, options?: { ttl: number }): this;
  onEvict?: (key: K) => void;
}

export enum Level {
  Debug,
  Info = "info",
}

const enum Flags { None = 0, All = ~0 }

export namespace Wire {
  export const VERSION = 2;
  export function encode(value: unknown): Uint8Array {
    return new TextEncoder().encode(JSON.stringify(value));
  }
}

declare module "legacy" {
  export function load(name: string): Wire.Frame;
}

declare const BUILD_ID: string;

function sealed(constructor: Function) {
  Object.seal(constructor);
}

// Overloads come first, the implementation last.
export function parse(input: string): Level;
export function parse(input: Readable, limit: number): Promise<Level>;
export function parse(input: string | Readable, limit = 10): Level | Promise<Level> {
  if (typeof input === "string" && input.length < limit) {
    return Level.Debug;
  }
  return waitFor(input as EventEmitter, "end").then(() => Level.Info);
}

/**
 * Keeps entries in memory.
 */
@sealed
export abstract class MemoryStore<K extends string, V>
  extends EventEmitter
  implements Store<K, V>
{
  private readonly entries = new Map<K, V>();
  static shared?: MemoryStore<string, unknown>;
  protected abstract now(): number;

  constructor(private readonly limit: number, public name = "memory") {
    super();
  }

  get size(): number {
    return this.entries.size;
  }

  @logged("get")
  get(key: K): V | undefined {
    return this.entries.get(key) ?? this.load?.(key);
  }

  set(key: K, value: V): this {
    this.entries.set(key, value);
    return this;
  }

  private evict = (key: K): void => {
    for (const each of this.entries.keys()) {
      if (each === key || this.size > this.limit) this.entries.delete(each);
    }
  };

  [Symbol.iterator](): Iterator<[K, V]> {
    return this.entries[Symbol.iterator]();
  }
}

export const createStore = <V,>(limit: number): Store<string, V> => {
  const local = () => limit;
  class LocalStore extends MemoryStore<string, V> {
    protected now() {
      return local();
    }
  }
  return new LocalStore(limit);
};

export const routes = {
  list: async () => [] as Listener<Level>[],
  "by-id": function (id: string) {
    return id;
  },
} satisfies Record<string, unknown>;

export default class {
  run(): void {}
}
