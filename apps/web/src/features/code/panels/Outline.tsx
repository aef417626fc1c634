"use client";

import { useMemo, useRef, useState } from "react";
import type { CodeFile, Schemas } from "@/lib/api";
import { Problem } from "@/ui/Problem";
import { GoLink } from "@/ui/GoLink";
import { VirtualRows } from "@/ui/VirtualRows";
import { useSymbols } from "../viewer/useFile";

const ROW_PX = 26;

export type FileSymbol = Schemas["SymbolShape"];

interface Props {
  file: CodeFile | null;
  /** Where the cursor stands. */
  line: number;
  addressOf: (line: number) => string;
  onGo: (line: number) => void;
}

interface Nested {
  symbol: FileSymbol;
  depth: number;
}

/** The definitions of a file, each below what it stands in. */
export function Outline({ file, line, addressOf, onGo }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState("");
  const { symbols, error } = useSymbols(file);
  const nested = useMemo(() => nest(symbols ?? []), [symbols]);
  const shown = wanted ? nested.filter(({ symbol }) => symbol.name.toLowerCase().includes(wanted.toLowerCase())) : nested;
  const here = findInnermost(shown, line);
  if (error) {
    return (
      <div className="p-3">
        <Problem error={error} />
      </div>
    );
  }
  if (nested.length === 0) {
    return <p className="p-3 text-[13px] text-soft">{symbols ? "No definitions are known of this file." : "Loading"}</p>;
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <input
        type="search"
        aria-label="Filter the outline"
        placeholder="Filter"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        className="m-2 min-h-8 rounded-md border border-line bg-page px-2 text-[13px]"
      />
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto pb-2" role="region" aria-label="Definitions" tabIndex={-1}>
        {shown.length === 0 && <p className="px-3 text-[13px] text-soft">No definition has that in its name.</p>}
        <VirtualRows
          scroller={scroller}
          count={shown.length}
          rowPx={ROW_PX}
          inSight={here}
          render={(index) => {
            const each = shown[index];
            return (
              each && (
                <OutlineRow
                  {...each}
                  isHere={index === here}
                  address={addressOf(each.symbol.start_line)}
                  onGo={() => onGo(each.symbol.start_line)}
                />
              )
            );
          }}
        />
      </div>
    </div>
  );
}

type RowProps = Nested & { isHere: boolean; address: string; onGo: () => void };

function OutlineRow({ symbol, depth, isHere, address, onGo }: RowProps) {
  return (
    <GoLink
      href={address}
      title={symbol.signature || symbol.qualified_name}
      aria-current={isHere ? "location" : undefined}
      onGo={onGo}
      style={{ paddingLeft: 12 + depth * 14 }}
      className="flex h-full items-center gap-2 pr-3 text-[13px] -outline-offset-2 hover:bg-raised aria-[current]:bg-raised aria-[current]:font-medium"
    >
      <span className="truncate font-mono text-xs">{symbol.name}</span>
      <span className="ml-auto shrink-0 text-[11px] text-soft">{symbol.kind.replaceAll("_", " ")}</span>
    </GoLink>
  );
}

/** Each symbol with how many others its lines stand in. */
function nest(symbols: readonly FileSymbol[]): Nested[] {
  const ordered = [...symbols].sort((a, b) => a.start_line - b.start_line || b.end_line - a.end_line);
  const around: FileSymbol[] = [];
  return ordered.map((symbol) => {
    while (around.length > 0 && !holds(around.at(-1), symbol)) around.pop();
    const depth = around.length;
    around.push(symbol);
    return { symbol, depth };
  });
}

/** Definitions of the very same lines stand beside each other. */
function holds(outer: FileSymbol | undefined, inner: FileSymbol): boolean {
  if (!outer || outer.end_line < inner.end_line) return false;
  return outer.start_line < inner.start_line || outer.end_line > inner.end_line;
}

/** The smallest definition that a line stands in, -1 for none. */
function findInnermost(nested: readonly Nested[], line: number): number {
  return nested.findLastIndex(({ symbol }) => symbol.start_line <= line && line <= symbol.end_line);
}
