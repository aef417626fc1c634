"use client";

import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { formatCount } from "@/lib/format";
import { Legend } from "./Legend";
import { paint, readLooks } from "./paint";
import type { Node, Score } from "./risk";
import { tellNode } from "./words";
import { layOut, tileAt, tileBeside, type Direction, type Tile } from "./treemapLayout";
import { useSize } from "./useSize";

interface Props {
  root: Node;
  score: Score;
  /** The file that is opened. */
  opened: string | null;
  onFolder: (path: string) => void;
  onFile: (path: string) => void;
}

const ARROWS: readonly string[] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

/**
 * The files as areas. It is drawn on a canvas, so what it says is told beside it: of the tile that is pointed at or
 * chosen by the arrow keys in words below, of all of them in the tree and the list.
 */
export function Treemap({ root, score, opened, onFolder, onFile }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const swatches = useRef<HTMLUListElement>(null);
  const head = useRef<HTMLSpanElement>(null);
  const [width, height] = useSize(frame);
  const tiles = useMemo(() => (width > 0 ? layOut(root, width, height) : []), [root, width, height]);
  const [pointed, setPointed] = useState<Tile | null>(null);
  const [chosen, setChosen] = useState<Tile | null>(null);
  useEffect(() => {
    setPointed(null);
    setChosen(tiles.find((tile) => tile.node.path === opened) ?? null);
  }, [tiles, opened]);
  useDrawing(() => {
    if (!canvas.current || !swatches.current || !head.current || !frame.current) return;
    const scale = window.devicePixelRatio || 1;
    canvas.current.width = Math.round(width * scale);
    canvas.current.height = Math.round(height * scale);
    paint(canvas.current, tiles, score, readLooks([...swatches.current.children] as HTMLElement[], frame.current, head.current));
  }, [tiles, score, width, height]);

  const told = pointed ?? chosen;
  const open = (tile: Tile | null) => {
    if (tile?.node.file) onFile(tile.node.path);
    else if (tile) onFolder(tile.node.path);
  };
  const find = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return tileAt(tiles, event.clientX - box.left, event.clientY - box.top);
  };

  function press(event: KeyboardEvent) {
    if (event.key === "Enter") open(chosen);
    else if (ARROWS.includes(event.key)) {
      const next = chosen ? tileBeside(tiles, chosen, event.key as Direction) : tiles.find((tile) => tile.node.file !== null);
      if (next) setChosen(next);
      setPointed(null);
    } else if (event.key === "Backspace" && root.path) onFolder(root.path.slice(0, Math.max(0, root.path.lastIndexOf("/"))));
    else return;
    event.preventDefault();
  }

  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      <Legend swatches={swatches} hasAreas />
      <div
        ref={frame}
        role="group"
        tabIndex={0}
        aria-label={`Treemap of ${formatCount(root.files, "file")}. Arrow keys lead from file to file, Enter opens.`}
        aria-describedby="tile"
        onKeyDown={press}
        onPointerMove={(event) => setPointed(find(event))}
        onPointerLeave={() => setPointed(null)}
        onPointerUp={(event) => event.button === 0 && open(find(event))}
        className="relative min-h-0 flex-1 cursor-pointer overflow-hidden rounded-md bg-page outline-offset-2"
      >
        <canvas ref={canvas} aria-hidden="true" className="absolute inset-0 size-full" data-tiles={tiles.length} />
        <span ref={head} aria-hidden="true" className="hidden bg-line text-ink" />
        {[chosen, pointed].map((tile, index) => tile && <Frame key={index} tile={tile} isChosen={index === 0} />)}
      </div>
      <p id="tile" aria-live="polite" className="min-h-10 text-[13px] leading-5">
        {told ? tellNode(told.node) : <span className="text-soft">Point at a file, or go by the arrow keys, to read its scores. A click opens it; on a folder's name it goes into it.</span>}
      </p>
    </div>
  );
}

function Frame({ tile, isChosen }: { tile: Tile; isChosen: boolean }) {
  const { x, y, width, height } = tile;
  return (
    <span
      aria-hidden="true"
      className={`pointer-events-none absolute ${isChosen ? "outline-3 outline-accent" : "outline-2 outline-ink"}`}
      style={{ left: x, top: y, width, height, outlineStyle: "solid", outlineOffset: -1 }}
    />
  );
}

/** Draws when something changed, and when the theme did. */
function useDrawing(draw: () => void, needs: readonly unknown[]) {
  useEffect(() => {
    draw();
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    const again = () => requestAnimationFrame(draw);
    media.addEventListener("change", again);
    const watch = new MutationObserver(again);
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      media.removeEventListener("change", again);
      watch.disconnect();
    };
  }, needs);
}
