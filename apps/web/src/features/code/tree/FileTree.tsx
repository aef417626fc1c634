"use client";

import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { addressOf } from "@/lib/place";
import { filesAddress } from "@/lib/routes";
import { VirtualRows } from "@/ui/VirtualRows";
import { listAncestors, listRows, type Row } from "./rows";
import { TreeRow } from "./TreeRow";
import { useLevels, type Entry } from "./useLevels";
import { useTreeKeys } from "./useTreeKeys";

const ROW_PX = 26;

interface Props {
  repo: string;
  rev: string;
  /** The file or folder that is shown. */
  path: string;
  onGo: (address: string) => void;
}

/** The files of a revision, folder by folder as they are opened. */
export function FileTree({ repo, rev, path, onGo }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(listAncestors(path)));
  const [active, setActive] = useState(path);
  useEffect(() => {
    setOpen((known) => new Set([...known, ...listAncestors(path)]));
    setActive(path);
  }, [path]);

  const folders = useMemo(() => ["", ...open], [open]);
  const levels = useLevels(repo, rev, folders);
  const rows = useMemo(() => listRows(levels, open), [levels, open]);
  const found = rows.findIndex(({ key }) => key === active);
  const at = Math.max(0, found);

  function toggle(folder: string, opens: boolean) {
    setOpen((known) => {
      const next = new Set(known);
      if (opens) next.add(folder);
      else next.delete(folder);
      return next;
    });
  }
  const addressTo = (entry: Entry) =>
    entry.kind === "folder"
      ? filesAddress(repo, rev, entry.path)
      : addressOf({ repo, commit: rev, path: entry.path, start_line: 0, end_line: 0 });
  function openRow(row: Row | undefined, inNewTab: boolean) {
    if (row?.kind !== "entry") return;
    setActive(row.key);
    if (inNewTab) window.open(addressTo(row.entry), "_blank", "noopener");
    else if (row.entry.kind === "folder") toggle(row.entry.path, !row.isOpen);
    else onGo(addressTo(row.entry));
  }
  const press = useTreeKeys({
    rows,
    active: at,
    onActive: (index) => setActive(rows[index]?.key ?? ""),
    onToggle: toggle,
    onOpen: (index: number, event: KeyboardEvent) => openRow(rows[index], event.ctrlKey || event.metaKey),
  });

  return (
    <div
      ref={scroller}
      role="tree"
      aria-label="Files"
      tabIndex={0}
      aria-activedescendant={rows.length > 0 ? `${id}-${at}` : undefined}
      onKeyDown={press}
      className="group/tree h-full overflow-auto py-1 outline-offset-[-2px]"
    >
      <VirtualRows
        scroller={scroller}
        count={rows.length}
        rowPx={ROW_PX}
        inSight={found}
        keyOf={(index) => rows[index]?.key ?? index}
        render={(index) => {
          const row = rows[index];
          return (
            row && (
              <TreeRow
                id={`${id}-${index}`}
                row={row}
                isActive={index === at}
                isShown={row.key === path}
                address={row.kind === "entry" ? addressTo(row.entry) : ""}
                onOpen={() => openRow(row, false)}
              />
            )
          );
        }}
      />
    </div>
  );
}
