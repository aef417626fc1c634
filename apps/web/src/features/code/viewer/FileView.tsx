"use client";

import { useCallback, useMemo, useState, type ReactNode } from "react";
import type { CodeFile } from "@/lib/api";
import { useKeys } from "@/lib/keys";
import { addressOf, type Place } from "@/lib/place";
import { useStored } from "@/lib/useStored";
import { Problem } from "@/ui/Problem";
import { CodeEditor } from "./CodeEditor";
import type { CodeViewer } from "./editor";
import { FileBar } from "./FileBar";
import type { Lines } from "./marks";
import type { Pointing } from "./pointing";
import type { Selected } from "./selection";
import type { ReadFile } from "./useFile";

const UNSHOWN = {
  binary: "This file is binary, so it is not shown.",
  too_large: "This file is too large to show.",
  no_file: "This is a submodule: its files are in another repository.",
} as const;

interface Props {
  place: Place;
  read: ReadFile;
  /** Lines were chosen by their numbers; the place has their commit. */
  onChosen: (place: Place) => void;
  onSelected?: ((selected: Selected) => void) | undefined;
  names?: Pointing | undefined;
  onReady?: ((viewer: CodeViewer | null) => void) | undefined;
  /** More that can be done with the file. */
  renderTools?: ((file: CodeFile) => ReactNode) | undefined;
  /** What stands between the tools and the lines. */
  note?: ReactNode;
  /** What lies over the end of the lines. */
  children?: ReactNode;
}

/** A file: what it is, what can be done with it, and its lines, those of the place marked and in sight. */
export function FileView(props: Props) {
  const { place, onChosen, onSelected, names, onReady } = props;
  const { whole, error } = props.read;
  const [wrap, setWrap] = useStored("code-wrap", "off", ["on", "off"]);
  const [viewer, setViewer] = useState<CodeViewer | null>(null);
  const ready = useCallback(
    (drawn: CodeViewer | null) => {
      setViewer(drawn);
      onReady?.(drawn);
    },
    [onReady],
  );
  useKeys({ "mod+f": { does: "Search in the file", run: () => viewer?.openSearch(), group: "Code" } });
  const source = useMemo(() => {
    if (!whole || whole.text === null) return null;
    const { path, language } = whole.file;
    return { text: whole.text, path, language: language ?? "", label: `Code of ${path}` };
  }, [whole]);

  if (error) {
    return (
      <div className="p-4">
        <Problem error={error} />
      </div>
    );
  }
  if (!whole) return <p className="p-4 text-sm text-soft">Loading</p>;
  const { file, text } = whole;
  const placeOf = ({ start, end }: Lines) => ({ ...place, commit: file.commit, start_line: start, end_line: end });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <FileBar
        file={file}
        text={text}
        wraps={wrap === "on"}
        onWrap={() => setWrap(wrap === "on" ? "off" : "on")}
        onSearch={() => viewer?.openSearch()}
      >
        {props.renderTools?.(file)}
      </FileBar>
      {file.replaced && (
        <p className="border-b border-line px-4 py-1.5 text-xs text-soft">
          Some bytes of this file are no text; they show as U+FFFD.
        </p>
      )}
      {props.note}
      {file.unshown && <p className="p-4 text-sm text-soft">{UNSHOWN[file.unshown]}</p>}
      {source && (
        <div className="@container relative min-h-0 flex-1">
          <CodeEditor
            source={source}
            lines={{ start: place.start_line, end: place.end_line }}
            wraps={wrap === "on"}
            addressOf={(lines) => addressOf(placeOf(lines))}
            onChosen={(lines) => onChosen(placeOf(lines))}
            onSelected={(selected) => onSelected?.(selected)}
            {...names}
            onReady={ready}
          />
          {props.children}
        </div>
      )}
    </div>
  );
}
