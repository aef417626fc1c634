import type { MapModule, RepoMap } from "@/lib/thinking";

export interface Box {
  module: MapModule;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Edge {
  from: Box;
  to: Box;
  weight: number;
  /** Both belong to one cycle. */
  isCycle: boolean;
  /** It follows from others: what this leans on leans on it, too. */
  isImplied: boolean;
  path: string;
}

export interface Drawing {
  boxes: Box[];
  edges: Edge[];
  rows: { layer: number; y: number; height: number }[];
  width: number;
  height: number;
}

const BOX = { width: 172, height: 46, gap: 14, rowGap: 46, margin: 12, label: 64 };
const SWEEPS = 4;

/** Layers from the highest to the lowest, each as many lines of boxes as it needs; what is linked stands near. */
export function layOutMap(map: RepoMap, room: number): Drawing {
  const width = Math.max(room, BOX.label + 2 * BOX.margin + BOX.width);
  const perLine = Math.max(1, Math.floor((width - 2 * BOX.margin - BOX.label + BOX.gap) / (BOX.width + BOX.gap)));
  const boxes: Box[] = [];
  const rows: Drawing["rows"] = [];
  let y = BOX.margin;
  for (const { layer, modules } of orderLayers(map)) {
    const lines = Math.ceil(modules.length / perLine);
    modules.forEach((module, index) => {
      const line = Math.floor(index / perLine);
      const inLine = Math.min(perLine, modules.length - line * perLine);
      const free = width - BOX.label - 2 * BOX.margin - inLine * BOX.width - (inLine - 1) * BOX.gap;
      const x = BOX.label + BOX.margin + Math.max(0, free / 2) + (index % perLine) * (BOX.width + BOX.gap);
      boxes.push({ module, x, y: y + line * (BOX.height + BOX.gap), width: BOX.width, height: BOX.height });
    });
    const height = lines * (BOX.height + BOX.gap) - BOX.gap;
    rows.push({ layer, y, height });
    y += height + BOX.rowGap;
  }
  return { boxes, rows, edges: drawEdges(map, boxes), width, height: Math.max(0, y - BOX.rowGap + BOX.margin) };
}

interface Layer {
  layer: number;
  modules: MapModule[];
}

/** The highest first; within a layer by the middle of what each is linked with (K. Sugiyama's barycentres). */
function orderLayers(map: RepoMap): Layer[] {
  const code = map.modules.filter((module) => module.layer !== null);
  const numbers = [...new Set(code.map((module) => module.layer ?? 0))].sort((one, other) => other - one);
  const links = listLinks(code);
  let layers = numbers.map((layer) => ({ layer, modules: code.filter((module) => module.layer === layer) }));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const at = new Map(layers.flatMap(({ modules }) => modules.map((module, index) => [module.path, (index + 0.5) / modules.length] as const)));
    const weigh = (module: MapModule) => {
      const places = (links.get(module.path) ?? []).flatMap((path) => at.get(path) ?? []);
      return places.length > 0 ? places.reduce((sum, place) => sum + place, 0) / places.length : (at.get(module.path) ?? 0);
    };
    layers = layers.map(({ layer, modules }) => ({ layer, modules: [...modules].sort((one, other) => weigh(one) - weigh(other)) }));
  }
  return layers;
}

/** What each module is linked with, either way. */
function listLinks(modules: readonly MapModule[]): Map<string, string[]> {
  const linked = new Map<string, string[]>(modules.map((module) => [module.path, []]));
  for (const module of modules) {
    for (const { path } of module.depends_on) {
      linked.get(module.path)?.push(path);
      linked.get(path)?.push(module.path);
    }
  }
  return linked;
}

function drawEdges(map: RepoMap, boxes: readonly Box[]): Edge[] {
  const byPath = new Map(boxes.map((box) => [box.module.path, box]));
  const cycles = map.cycles.map((cycle) => new Set(cycle.modules));
  const reached = listReached(boxes.map((box) => box.module));
  return boxes.flatMap((from) =>
    from.module.depends_on.flatMap(({ path, weight }) => {
      const to = byPath.get(path);
      if (!to || to === from) return [];
      const isCycle = cycles.some((cycle) => cycle.has(path) && cycle.has(from.module.path));
      const isImplied = !isCycle && from.module.depends_on.some((other) => other.path !== path && reached.get(other.path)?.has(path));
      return [{ from, to, weight, isCycle, isImplied, path: curve(from, to) }];
    }),
  );
}

/** What each module leans on, directly or by others. */
function listReached(modules: readonly MapModule[]): Map<string, Set<string>> {
  const direct = new Map(modules.map((module) => [module.path, module.depends_on.map(({ path }) => path)]));
  return new Map(
    modules.map((module) => {
      const found = new Set<string>();
      const open = [...(direct.get(module.path) ?? [])];
      for (let path = open.pop(); path !== undefined; path = open.pop()) {
        if (found.has(path)) continue;
        found.add(path);
        open.push(...(direct.get(path) ?? []));
      }
      return [module.path, found];
    }),
  );
}

/** Down from a box to one below it; over the top of a line where both stand in it; aside where it leads up. */
function curve(from: Box, to: Box): string {
  const [x1, x2] = [from.x + from.width / 2, to.x + to.width / 2];
  if (to.y > from.y) {
    const [y1, y2] = [from.y + from.height, to.y];
    const bend = Math.max(16, (y2 - y1) / 2);
    return `M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
  }
  if (to.y === from.y) {
    const lift = from.y - 18 - Math.min(14, Math.abs(x2 - x1) / 40);
    return `M${x1} ${from.y} C${x1} ${lift} ${x2} ${lift} ${x2} ${to.y}`;
  }
  const [y1, y2] = [from.y, to.y + to.height];
  const bend = Math.max(16, (y1 - y2) / 2);
  return `M${x1 + 24} ${y1} C${x1 + 24} ${y1 - bend} ${x2 + 24} ${y2 + bend} ${x2 + 24} ${y2}`;
}
