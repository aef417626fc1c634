import { hierarchy, treemap, treemapSquarify } from "d3-hierarchy";
import type { Node } from "./risk";

export interface Tile {
  node: Node;
  x: number;
  y: number;
  width: number;
  height: number;
  depth: number;
}

const HEAD_PX = 17;
const HEADS_DEEP = 3; // below, folders have no name of their own
const HEAD_WIDTH_MIN = 44;
const GAP_PX = 1;

/** Where each folder and file is drawn; folders come before what they hold. Areas go by lines. */
export function layOut(root: Node, width: number, height: number): Tile[] {
  const tree = hierarchy(root, (node) => node.children).sum((node) => (node.file ? Math.max(1, node.lines) : 0));
  const laid = treemap<Node>()
    .size([width, height])
    .tile(treemapSquarify)
    .paddingInner(GAP_PX)
    .paddingTop((node) => (node.depth > 0 && node.depth <= HEADS_DEEP && node.children && node.x1 - node.x0 > HEAD_WIDTH_MIN && node.y1 - node.y0 > 2 * HEAD_PX ? HEAD_PX : GAP_PX))
    .paddingRight(GAP_PX)
    .paddingBottom(GAP_PX)
    .paddingLeft(GAP_PX)(tree);
  return laid
    .descendants()
    .filter((each) => each.depth > 0 && each.x1 > each.x0 && each.y1 > each.y0)
    .map((each) => ({
      node: each.data,
      x: each.x0,
      y: each.y0,
      width: each.x1 - each.x0,
      height: each.y1 - each.y0,
      depth: each.depth,
    }));
}

/** The innermost tile at a point: a file, or the folder on whose name or edge it lies. */
export function tileAt(tiles: readonly Tile[], x: number, y: number): Tile | null {
  return tiles.findLast((tile) => x >= tile.x && x < tile.x + tile.width && y >= tile.y && y < tile.y + tile.height) ?? null;
}

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** The file beside another one: the nearest whose middle lies in that direction. */
export function tileBeside(tiles: readonly Tile[], from: Tile, direction: Direction): Tile | null {
  const [x, y] = middle(from);
  let best: Tile | null = null;
  let least = Infinity;
  for (const tile of tiles) {
    if (!tile.node.file || tile === from) continue;
    const [dx, dy] = [middle(tile)[0] - x, middle(tile)[1] - y];
    const along = { ArrowLeft: -dx, ArrowRight: dx, ArrowUp: -dy, ArrowDown: dy }[direction];
    const across = Math.abs(direction === "ArrowLeft" || direction === "ArrowRight" ? dy : dx);
    const distance = along + 2 * across;
    if (along > 0.5 && distance < least) [best, least] = [tile, distance];
  }
  return best;
}

function middle(tile: Tile): [number, number] {
  return [tile.x + tile.width / 2, tile.y + tile.height / 2];
}
