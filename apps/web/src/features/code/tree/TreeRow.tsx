import type { MouseEvent } from "react";
import { FileIcon, FolderIcon, FolderOpenIcon, LinkIcon, RightIcon, SubmoduleIcon } from "@/ui/codeIcons";
import type { Row } from "./rows";
import type { Entry } from "./useLevels";

interface Props {
  id: string;
  row: Row;
  isActive: boolean;
  isShown: boolean;
  address: string;
  onOpen: () => void;
}

/** One entry; a link, so that it opens in a new tab as links do. */
export function TreeRow({ id, row, isActive, isShown, address, onOpen }: Props) {
  const indent = { paddingLeft: 8 + row.depth * 14 };
  if (row.kind === "word") {
    return (
      <div
        id={id}
        role="treeitem"
        aria-selected={false}
        aria-level={row.depth + 1}
        className="flex h-full items-center text-xs text-soft"
        style={{ paddingLeft: 28 + row.depth * 14 }}
      >
        {row.text}
      </div>
    );
  }
  const { entry, isOpen } = row;
  const isFolder = entry.kind === "folder";
  function click(event: MouseEvent) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  }
  return (
    <a
      id={id}
      role="treeitem"
      href={address}
      tabIndex={-1}
      title={describe(entry)}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.size}
      aria-expanded={isFolder ? isOpen : undefined}
      aria-selected={isShown}
      onClick={click}
      style={indent}
      className={`flex h-full items-center gap-1.5 pr-2 text-[13px] hover:bg-raised aria-selected:bg-raised aria-selected:font-medium ${
        isActive ? "group-focus-visible/tree:outline group-focus-visible/tree:-outline-offset-1 group-focus-visible/tree:outline-accent" : ""
      }`}
    >
      <span className={`inline-flex w-3.5 justify-center text-soft ${isOpen ? "rotate-90" : ""}`}>{isFolder && <RightIcon />}</span>
      <span className="text-soft">{drawIcon(entry, isOpen)}</span>
      <span className="truncate">{entry.name}</span>
    </a>
  );
}

export function drawIcon(entry: Entry, isOpen = false) {
  if (entry.kind === "folder") return isOpen ? <FolderOpenIcon /> : <FolderIcon />;
  if (entry.kind === "submodule") return <SubmoduleIcon />;
  return entry.kind === "symlink" ? <LinkIcon /> : <FileIcon />;
}

/** What the icon says, and whether answers can know it. */
export function describe(entry: Entry): string {
  const kind = { folder: "", file: "", symlink: "symbolic link", submodule: "submodule" }[entry.kind];
  const skipped = entry.skip_reason ? `not indexed: ${entry.skip_reason.replaceAll("_", " ")}` : "";
  return [entry.name, kind, skipped].filter(Boolean).join(", ");
}
