"use client";

import { useEffect, useRef, useState } from "react";
import { Problem } from "@/ui/Problem";
import type { CodeViewer, Source, Wishes } from "./editor";
import type { Lines } from "./marks";

interface Props extends Wishes {
  source: Source;
  lines: Lines;
  wraps: boolean;
  /** The editor once it is drawn, null when it goes. */
  onReady?: ((viewer: CodeViewer | null) => void) | undefined;
}

let loading: Promise<typeof import("./editor")> | null = null;

/** The editor's code, which is loaded once and not before it is wanted. */
export function loadEditor(): Promise<typeof import("./editor")> {
  loading ??= import("./editor").catch((problem: unknown) => {
    loading = null;
    throw problem;
  });
  return loading;
}

const UNLOADED = {
  kind: "unavailable",
  message: "The part of this page that shows code could not be loaded.",
  hint: "Reload the page: the server may have been updated since it was opened.",
} as const;

/** The text of a file, drawn by an editor that nothing can be written into. */
export function CodeEditor(props: Props) {
  const { source, lines, wraps, onReady } = props;
  const parent = useRef<HTMLDivElement>(null);
  const viewer = useRef<CodeViewer | null>(null);
  const [isUnloaded, setUnloaded] = useState(false);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    let isGone = false;
    const draw = ({ CodeViewer }: typeof import("./editor")) => {
      if (isGone || !parent.current) return;
      const now = latest.current;
      viewer.current = new CodeViewer(parent.current, source, now.lines, relay(latest));
      viewer.current.wrap(now.wraps);
      now.onReady?.(viewer.current);
    };
    loadEditor().then(draw, () => setUnloaded(true));
    return () => {
      isGone = true;
      latest.current.onReady?.(null);
      viewer.current?.destroy();
      viewer.current = null;
    };
  }, [source]);

  const { start, end } = lines;
  useEffect(() => viewer.current?.mark({ start, end }, true), [start, end]);
  useEffect(() => viewer.current?.wrap(wraps), [wraps]);
  useEffect(() => onReady?.(viewer.current), [onReady]);

  if (isUnloaded) {
    return (
      <div className="p-4">
        <Problem error={UNLOADED} />
      </div>
    );
  }
  return <div ref={parent} className="h-full min-h-0 min-w-0 font-mono" />;
}

/** The newest wishes, without drawing the editor anew when they change. */
function relay(latest: { current: Props }): Wishes {
  const { onDefinition, onReferences, readHint } = latest.current;
  return {
    addressOf: (lines) => latest.current.addressOf(lines),
    onChosen: (lines) => latest.current.onChosen(lines),
    onSelected: (selected) => latest.current.onSelected(selected),
    onDefinition: onDefinition && ((at, inNewTab) => latest.current.onDefinition?.(at, inNewTab)),
    onReferences: onReferences && ((at) => latest.current.onReferences?.(at)),
    readHint: readHint && ((at) => latest.current.readHint?.(at) ?? Promise.resolve(null)),
  };
}
