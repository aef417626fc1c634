"use client";

import { useMemo, useRef } from "react";
import { formatCount } from "@/lib/format";
import type { RepoMap } from "@/lib/thinking";
import { layOutMap, type Box, type Edge } from "./layout";
import { useWidth } from "./useWidth";

interface Props {
  map: RepoMap;
  chosen: string | null;
  onChoose: (path: string) => void;
}

/**
 * The modules as boxes in layers: each leans on those below it. The links of the chosen one stand out; those of a cycle
 * are dashed, and what follows from others is left out until it is of the chosen one. The list says the same in words, so the boxes alone take the keyboard.
 */
export function MapDrawing({ map, chosen, onChoose }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const drawing = useMemo(() => (width > 0 ? layOutMap(map, width) : null), [map, width]);
  const isOf = (edge: Edge) => edge.from.module.path === chosen || edge.to.module.path === chosen;
  const near = new Set(drawing?.edges.filter(isOf).flatMap(({ from, to }) => [from.module.path, to.module.path]) ?? []);
  const inCycles = new Set(map.cycles.flatMap((cycle) => cycle.modules));
  const shown = drawing?.edges.filter((edge) => !edge.isImplied || isOf(edge)) ?? [];
  const edges = shown.sort((one, other) => Number(isOf(one)) - Number(isOf(other)));
  return (
    <div ref={frame} className="overflow-x-auto" tabIndex={0} role="region" aria-label="Drawing of the modules">
      {drawing && (
        <div className="relative" style={{ width: drawing.width, height: drawing.height }}>
          <svg aria-hidden="true" width={drawing.width} height={drawing.height} className="absolute inset-0">
            <Arrows />
            {drawing.rows.map(({ layer, y, height }, index) => (
              <g key={layer}>
                <rect x={0} y={y - 10} width={drawing.width} height={height + 20} rx={8} fill="var(--raised)" opacity={0.6} />
                <text x={10} y={y + 14} fontSize={11} fill="var(--soft)">
                  {index === drawing.rows.length - 1 ? "Base" : index === 0 ? "Top" : `Layer ${layer}`}
                </text>
              </g>
            ))}
            {edges.map((edge) => (
              <Arrow key={`${edge.from.module.path} ${edge.to.module.path}`} edge={edge} isOf={isOf(edge)} isAny={chosen !== null} />
            ))}
          </svg>
          {drawing.boxes.map((box) => (
            <BoxButton
              key={box.module.path}
              box={box}
              isChosen={box.module.path === chosen}
              isFar={near.size > 0 && !near.has(box.module.path)}
              isInCycle={inCycles.has(box.module.path)}
              onChoose={onChoose}
            />
          ))}
        </div>
      )}
    </div>
  );
}

function Arrows() {
  return (
    <defs>
      {["soft", "accent", "bad"].map((color) => (
        <marker key={color} id={`arrow-${color}`} viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto">
          <path d="M0 0 8 4 0 8z" fill={`var(--${color})`} />
        </marker>
      ))}
    </defs>
  );
}

function Arrow({ edge, isOf, isAny }: { edge: Edge; isOf: boolean; isAny: boolean }) {
  const color = isOf ? "accent" : edge.isCycle ? "bad" : "soft";
  return (
    <path
      d={edge.path}
      fill="none"
      stroke={`var(--${color})`}
      strokeWidth={isOf ? 2 : Math.min(2.5, 0.75 + Math.log10(1 + edge.weight) * 0.6)}
      strokeDasharray={edge.isCycle ? "5 4" : undefined}
      opacity={isOf ? 1 : isAny ? 0.12 : 0.45}
      markerEnd={`url(#arrow-${color})`}
    />
  );
}

interface BoxProps {
  box: Box;
  isChosen: boolean;
  isFar: boolean;
  isInCycle: boolean;
  onChoose: (path: string) => void;
}

function BoxButton({ box, isChosen, isFar, isInCycle, onChoose }: BoxProps) {
  const { module, x, y, width, height } = box;
  const edge = isChosen ? "border-2 border-accent" : isInCycle ? "border-dashed border-bad" : "border-line";
  return (
    <button
      type="button"
      data-module={module.path}
      aria-pressed={isChosen}
      title={module.purpose?.text ?? module.path}
      onClick={() => onChoose(module.path)}
      style={{ left: x, top: y, width, height }}
      className={`absolute overflow-hidden rounded-md border px-2 py-0.5 text-left hover:border-accent ${edge} ${isFar ? "bg-page" : "bg-panel shadow-xs"}`}
    >
      <span className="block truncate text-[13px] leading-5 font-medium">{module.name || module.path}</span>
      <span className="block truncate text-[11px] leading-4 text-soft">
        {formatCount(module.files, "file")}, {formatCount(module.lines, "line")}
        {isInCycle && ", in a cycle"}
      </span>
    </button>
  );
}
