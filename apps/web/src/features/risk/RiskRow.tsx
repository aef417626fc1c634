import { FileIcon } from "@/ui/icons";
import { FolderIcon, FolderOpenIcon, RightIcon } from "@/ui/codeIcons";
import { bandOf, isMerelyLarge, type Score } from "./risk";
import { COLUMNS, type Row } from "./rows";

interface Props {
  id: string;
  row: Row;
  /** Its place among all rows, the heading counted. */
  number: number;
  score: Score;
  isActive: boolean;
  isShown: boolean;
  onOpen: () => void;
}

/** A file or a folder with its percentiles; of a folder they are the highest in it. */
export function RiskRow({ id, row, number, score, isActive, isShown, onOpen }: Props) {
  const { node, depth, isOpen } = row;
  const isFolder = node.file === null;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={number}
      aria-level={depth + 1}
      aria-expanded={isFolder ? isOpen : undefined}
      aria-selected={isShown}
      data-risk={node.path}
      onClick={onOpen}
      className={`grid h-full cursor-pointer items-center gap-x-3 border-b border-line/60 px-3 text-[13px] hover:bg-raised aria-selected:bg-raised ${COLUMNS} ${
        isActive ? "group-focus-visible/grid:outline-2 group-focus-visible/grid:-outline-offset-2 group-focus-visible/grid:outline-accent" : ""
      }`}
    >
      <span role="gridcell" className="flex min-w-0 items-center gap-1.5" style={{ paddingLeft: depth * 14 }}>
        <span className={`inline-flex w-3.5 shrink-0 justify-center text-soft ${isOpen ? "rotate-90" : ""}`}>{isFolder && <RightIcon />}</span>
        <span className="text-soft">{isFolder ? isOpen ? <FolderOpenIcon /> : <FolderIcon /> : <FileIcon />}</span>
        <span title={node.path} className={`truncate ${isFolder ? "" : "font-mono text-xs"}`}>
          {node.name}
        </span>
        {isFolder && <span className="shrink-0 text-xs text-soft tabular-nums">{node.files.toLocaleString("en")}</span>}
      </span>
      <span role="gridcell" className="hidden text-right text-soft tabular-nums @2xl:block">
        {node.lines.toLocaleString("en")}
      </span>
      <Percentile value={node.bug} isHidden={score !== "bug"} isHighest={isFolder} />
      <Percentile value={node.review} isHidden={score !== "review"} isHighest={isFolder} />
      <Percentile value={node.size} isHidden isPlain isHighest={isFolder} />
      <span role="gridcell" className="hidden truncate text-xs text-soft @4xl:block">
        {node.file && isMerelyLarge(node.file, score) ? "Large file" : ""}
      </span>
    </div>
  );
}

interface PercentileProps {
  value: number;
  /** Where there is little room. */
  isHidden: boolean;
  isPlain?: boolean;
  isHighest: boolean;
}

/** A number and a bar as long as it. */
export function Percentile({ value, isHidden, isPlain = false, isHighest }: PercentileProps) {
  const rounded = Math.round(value);
  return (
    <span role="gridcell" className={`items-center gap-2 ${isHidden ? "hidden @2xl:flex" : "flex"}`}>
      <span className={`w-7 shrink-0 text-right tabular-nums ${isHighest ? "text-soft" : ""}`}>{rounded}</span>
      <span aria-hidden="true" className="h-2.5 min-w-0 flex-1 rounded-sm bg-raised">
        <span
          className="block h-full rounded-sm border border-soft/40"
          style={{ width: `${rounded}%`, backgroundColor: isPlain ? "var(--soft)" : `var(--heat-${bandOf(value) + 1})` }}
        />
      </span>
    </span>
  );
}
