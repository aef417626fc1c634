"use client";

import type { CSSProperties, ReactNode } from "react";
import { Decoration, Diff, Hunk, type DiffType, type GutterOptions, type HunkData, type RenderToken } from "react-diff-view";
import { codeAddress } from "@/lib/routes";
import { Gap } from "./Gap";
import type { ChangedPath, FileDiff } from "./model";
import { useHunkTokens } from "./tokens";
import "./diff.css";

interface Props {
  repo: string;
  file: FileDiff;
  status: ChangedPath["status"];
  hunks: HunkData[];
  isSplit: boolean;
  /** The old side's lines, to colour by; null until they are there. */
  source: string[] | null;
  /** How many lines the old side has, once more of them were asked for. */
  oldLines: number | null;
  onExpand: ((start: number, end: number) => void) | null;
}

// A file that is new or gone has one side alone.
const TYPES: Record<ChangedPath["status"], DiffType> = {
  added: "add",
  removed: "delete",
  modified: "modify",
  renamed: "modify",
  retyped: "modify",
};

/** The lines of one file that differ, side by side or one after the other. Numbers lead to the file at that commit. */
export function LineDiff({ repo, file, status, hunks, isSplit, source, oldLines, onExpand }: Props) {
  const tokens = useHunkTokens(hunks, file.language, source);
  const numbers = ({ change, side, renderDefault }: GutterOptions): ReactNode => {
    const number = renderDefault();
    if (!number) return null;
    const isOld = side === "old";
    const line = change.type === "normal" ? (isOld ? change.oldLineNumber : change.newLineNumber) : change.lineNumber;
    const place = {
      repo,
      commit: isOld ? file.old : file.head,
      path: isOld ? file.old_path : file.path,
      start_line: line,
      end_line: line,
    };
    return (
      <a href={codeAddress(place)} tabIndex={-1} className="hover:text-accent hover:underline">
        {number}
      </a>
    );
  };
  return (
    <Diff
      viewType={isSplit ? "split" : "unified"}
      diffType={TYPES[status]}
      hunks={hunks}
      tokens={tokens}
      renderToken={renderToken}
      renderGutter={numbers}
      optimizeSelection={isSplit}
    >
      {(shown) => [
        ...shown.flatMap((hunk, index) => [
          <Decoration key={`above ${hunk.content}`}>
            <Gap before={shown[index - 1] ?? null} after={hunk} oldLines={oldLines} onExpand={onExpand} />
          </Decoration>,
          <Hunk key={hunk.content} hunk={hunk} />,
        ]),
        <Decoration key="below">
          <Gap before={shown.at(-1) ?? null} after={null} oldLines={oldLines} onExpand={onExpand} />
        </Decoration>,
      ]}
    </Diff>
  );
}

const renderToken: RenderToken = (token, renderDefault, index) => {
  if (token.type !== "element") return renderDefault(token, index);
  return (
    <span key={index} style={token.style as CSSProperties}>
      {token.children?.map((child, at) => renderToken(child, renderDefault, at))}
    </span>
  );
};
