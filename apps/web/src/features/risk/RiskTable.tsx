"use client";

import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { formatCount } from "@/lib/format";
import { VirtualRows } from "@/ui/VirtualRows";
import { RiskRow } from "./RiskRow";
import type { Node, Score } from "./risk";
import { COLUMNS, listFileRows, listTreeRows, type Row } from "./rows";

const ROW_PX = 30;
const PAGE_ROWS = 15;

interface Props {
  root: Node;
  score: Score;
  /** Folders that open, or all files in one list. */
  isFlat: boolean;
  opened: string | null;
  onFile: (path: string) => void;
}

/** The files with both scores and the rank by size beside each other, as a tree or a list. Arrow keys lead through it. */
export function RiskTable({ root, score, isFlat, opened, onFile }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(firstFolders(root)));
  const [active, setActive] = useState(opened ?? "");
  useEffect(() => setActive(opened ?? ""), [opened]);
  const rows = useMemo(() => (isFlat ? listFileRows(root, score) : listTreeRows(root, open)), [root, score, isFlat, open]);
  const found = rows.findIndex(({ node }) => node.path === active);
  const at = Math.max(0, found);

  function toggle(path: string, opens: boolean) {
    const next = new Set(open);
    if (opens) next.add(path);
    else next.delete(path);
    setOpen(next);
  }
  function openRow(row: Row | undefined) {
    if (!row) return;
    setActive(row.node.path);
    if (row.node.file) onFile(row.node.path);
    else toggle(row.node.path, !row.isOpen);
  }
  const move = (to: number) => setActive(rows[Math.min(rows.length - 1, Math.max(0, to))]?.node.path ?? "");
  function goLeft(row: Row) {
    if (row.isOpen) return toggle(row.node.path, false);
    for (let above = at - 1; above >= 0; above -= 1) if ((rows[above]?.depth ?? 0) < row.depth) return move(above);
  }
  function press(event: KeyboardEvent) {
    const row = rows[at];
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const acts: Record<string, () => void> = {
      ArrowDown: () => move(found < 0 ? 0 : at + 1),
      ArrowUp: () => move(at - 1),
      PageDown: () => move(at + PAGE_ROWS),
      PageUp: () => move(at - PAGE_ROWS),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      ArrowRight: () => (row.node.file ? undefined : row.isOpen ? move(at + 1) : toggle(row.node.path, true)),
      ArrowLeft: () => goLeft(row),
      Enter: () => openRow(row),
      " ": () => openRow(row),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  return (
    <div className="flex h-full min-h-0 flex-col overflow-hidden rounded-md border border-line bg-panel">
      <div
        ref={scroller}
        role="treegrid"
        aria-label={isFlat ? `Files, ${formatCount(root.files, "file")}` : "Folders and files"}
        aria-rowcount={rows.length + 1}
        aria-readonly="true"
        tabIndex={0}
        aria-activedescendant={rows.length > 0 ? `${id}-${at}` : undefined}
        onKeyDown={press}
        className="@container group/grid min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
      >
        <Head score={score} />
        <VirtualRows
          scroller={scroller}
          count={rows.length}
          rowPx={ROW_PX}
          inSight={found}
          keyOf={(index) => rows[index]?.node.path ?? index}
          render={(index) => {
            const row = rows[index];
            return (
              row && (
                <RiskRow
                  id={`${id}-${index}`}
                  row={row}
                  number={index + 2}
                  score={score}
                  isActive={index === at}
                  isShown={row.node.path === opened}
                  onOpen={() => openRow(row)}
                />
              )
            );
          }}
        />
      </div>
    </div>
  );
}

const HEAD = "sticky top-0 z-10 grid items-center gap-x-3 border-b border-line bg-panel px-3 py-1.5 text-xs text-soft";
function Head({ score }: { score: Score }) {
  return (
    <div role="row" aria-rowindex={1} className={`${HEAD} ${COLUMNS}`}>
      <span role="columnheader">Name</span>
      <span role="columnheader" className="hidden text-right @2xl:block">
        Lines
      </span>
      <span role="columnheader" className={score === "bug" ? "font-medium text-ink" : "hidden @2xl:block"}>
        Next bug
      </span>
      <span role="columnheader" className={score === "review" ? "font-medium text-ink" : "hidden @2xl:block"}>
        Review pays
      </span>
      <span role="columnheader" className="hidden @2xl:block">
        Size alone
      </span>
      <span role="columnheader" className="hidden @4xl:block">
        Note
      </span>
    </div>
  );
}

/** The way down to where the highest score is, so that something is seen at once. */
function firstFolders(root: Node): string[] {
  const first = root.children.find((child) => child.file === null);
  return first ? [first.path, ...firstFolders(first)].slice(0, 3) : [];
}
