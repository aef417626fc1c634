"use client";

import { useCallback, useEffect, useState } from "react";
import { BlameLine } from "@/features/code/blame/BlameLine";
import { useBlame } from "@/features/code/blame/useBlame";
import { SelectionBar } from "@/features/code/panels/SelectionBar";
import { FileTree } from "@/features/code/tree/FileTree";
import { FolderView } from "@/features/code/tree/FolderView";
import { loadEditor } from "@/features/code/viewer/CodeEditor";
import type { CodeViewer } from "@/features/code/viewer/editor";
import { FileView } from "@/features/code/viewer/FileView";
import type { Selected } from "@/features/code/viewer/selection";
import { useFile } from "@/features/code/viewer/useFile";
import { useKeys } from "@/lib/keys";
import { addressOf, type Place } from "@/lib/place";
import { useStored } from "@/lib/useStored";
import { useWide } from "@/lib/useWide";
import { CodeHeader } from "./CodeHeader";
import { Column } from "./Column";
import { FileTools } from "./FileTools";
import { SideColumn } from "./SideColumn";
import { useFolder } from "./useFolder";
import { useNames } from "./useNames";
import { useSide } from "./useSide";
import { useGo } from "./useTarget";

const TREE_BESIDE_PX = 1024;

interface Props {
  repo: string;
  rev: string;
  place: Place | null;
  folder: string;
}

/** Files at the left, lines in the middle, and what is known of them at the right. */
export function FilesView({ repo, rev, place, folder }: Props) {
  const push = useGo();
  const isWide = useWide(TREE_BESIDE_PX);
  const [tree, storeTree] = useStored("code-tree", "open", ["open", "closed"]);
  const [isDrawn, setDrawn] = useState(false);
  const hasTree = isWide ? tree === "open" : isDrawn;
  const setTree = (opens: boolean) => (isWide ? storeTree(opens ? "open" : "closed") : setDrawn(opens));
  const go = useCallback(
    (address: string) => {
      setDrawn(false);
      push(address);
    },
    [push],
  );
  useKeys({ "mod+b": { does: "Show or hide the files", run: () => setTree(!hasTree), group: "Code" } });
  useEffect(() => void loadEditor().catch(() => null), []);
  const path = place?.path ?? folder;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <CodeHeader repo={repo} rev={rev} path={path} isFolder={place === null} hasTree={hasTree} onTree={() => setTree(!hasTree)} onGo={go} />
      <div className="flex min-h-0 flex-1">
        {hasTree && (
          <Column
            side="left"
            name="tree"
            label="Files"
            heading={<h2 className="text-xs font-medium text-soft">Files</h2>}
            widthPx={264}
            isDrawer={!isWide}
            onClose={() => setTree(false)}
          >
            <FileTree repo={repo} rev={rev} path={path} onGo={go} />
          </Column>
        )}
        {place ? (
          <OpenFile key={place.path} place={place} onGo={go} />
        ) : (
          <main id="main" tabIndex={-1} className="min-w-0 flex-1 bg-panel outline-none" aria-label="Code">
            <FolderView key={folder} repo={repo} rev={rev} folder={folder} onGo={go} />
          </main>
        )}
      </div>
    </div>
  );
}

/** A file with its tools and the column of what is known of it. */
function OpenFile({ place, onGo }: { place: Place; onGo: (address: string) => void }) {
  const read = useFolder(place, useFile(place));
  const file = read.whole?.file ?? null;
  const at: Place = { ...place, commit: file?.commit ?? place.commit };
  const [viewer, setViewer] = useState<CodeViewer | null>(null);
  const [selected, setSelected] = useState<Selected | null>(null);
  const [isQuiet, setQuiet] = useState(false);
  const [blames, setBlames] = useStored("code-blame", "off", ["on", "off"]);
  const side = useSide();
  const names = useNames({ at, onGo, onShow: side.show });
  const blame = useBlame({ file, viewer, isOn: blames === "on", onGo });
  const line = selected?.line ?? Math.max(1, place.start_line);
  const chosen = chooseLines(at, selected);
  const select = useCallback((found: Selected) => {
    setSelected(found);
    setQuiet(false);
  }, []);
  const goToLine = (number: number) => onGo(addressOf({ ...at, start_line: number, end_line: number }));

  return (
    <>
      <main id="main" tabIndex={-1} className="min-w-0 flex-1 bg-panel outline-none" aria-label="Code">
        <FileView
          place={place}
          read={read}
          onChosen={(lines) => onGo(addressOf(lines))}
          onSelected={select}
          names={names.pointing}
          onReady={setViewer}
          renderTools={(shown) => (
            <FileTools
              place={at}
              file={shown}
              side={side}
              blames={blames === "on"}
              onBlame={() => setBlames(blames === "on" ? "off" : "on")}
            />
          )}
          note={blames === "on" && file?.unshown === null && <BlameLine repo={place.repo} line={line} {...blame} />}
        >
          {chosen && !isQuiet && (
            <SelectionBar
              place={chosen}
              name={selected?.name ?? ""}
              onDefinition={() => selected && names.define(selected, false)}
              onReferences={() => selected && names.refer(selected)}
              onHistory={() => side.show({ kind: "history", place: chosen })}
              onMark={() => onGo(addressOf(chosen))}
              onClose={() => setQuiet(true)}
            />
          )}
        </FileView>
      </main>
      <SideColumn
        side={side}
        place={at}
        file={file}
        line={line}
        onGoToLine={goToLine}
        onGo={onGo}
      />
    </>
  );
}

/** The selected lines, else those that the address names, else the one of the name under the cursor. */
function chooseLines(at: Place, selected: Selected | null): Place | null {
  if (selected?.lines) return { ...at, start_line: selected.lines.start, end_line: selected.lines.end };
  if (selected?.name) return { ...at, start_line: selected.line, end_line: selected.line };
  return at.start_line > 0 ? at : null;
}
