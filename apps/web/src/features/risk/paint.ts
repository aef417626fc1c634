import { bandOf, BANDS, type Score } from "./risk";
import type { Tile } from "./treemapLayout";

export interface Looks {
  heats: string[];
  inks: string[];
  page: string;
  head: string;
  soft: string;
}

const FONT = "11px system-ui, sans-serif";
const LABEL_HEIGHT = 15;
const HATCH_PX = [0, 0, 14, 8, 5]; // between the strokes of a band; 0: none

/** The colours as they are now, by elements that have them: a canvas knows no theme. */
export function readLooks(swatches: readonly HTMLElement[], page: HTMLElement, head: HTMLElement): Looks {
  const of = (element: HTMLElement) => getComputedStyle(element);
  return {
    heats: swatches.map((swatch) => of(swatch).backgroundColor),
    inks: swatches.map((swatch) => of(swatch).color),
    page: of(page).backgroundColor,
    head: of(head).color,
    soft: of(head).backgroundColor,
  };
}

/** Draws all tiles: a colour, strokes that are denser the hotter it is, and the number where there is room. */
export function paint(canvas: HTMLCanvasElement, tiles: readonly Tile[], score: Score, looks: Looks): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const scale = window.devicePixelRatio || 1;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = looks.page;
  context.fillRect(0, 0, canvas.width / scale, canvas.height / scale);
  context.font = FONT;
  context.textBaseline = "middle";
  const hatches = BANDS.map((_, band) => makeHatch(context, HATCH_PX[band] ?? 0, looks.inks[band] ?? looks.head));
  for (const tile of tiles) {
    if (tile.node.file) paintFile(context, tile, score, looks, hatches);
    else paintFolder(context, tile, looks);
  }
}

function paintFile(context: CanvasRenderingContext2D, tile: Tile, score: Score, looks: Looks, hatches: (CanvasPattern | null)[]) {
  const { node, x, y, width, height } = tile;
  const band = bandOf(node[score]);
  context.fillStyle = looks.heats[band] ?? looks.page;
  context.fillRect(x, y, width, height);
  const hatch = hatches[band];
  if (hatch && width > 3 && height > 3) {
    context.globalAlpha = 0.22;
    context.fillStyle = hatch;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }
  if (width < 24 || height < LABEL_HEIGHT) return;
  const number = String(Math.round(node[score]));
  const room = width - 6;
  const name = height >= 2 * LABEL_HEIGHT ? fit(context, node.name, room) : fit(context, `${number}  ${node.name}`, room);
  write(context, name || number, tile, 0, looks.inks[band] ?? looks.head, looks.heats[band]);
  if (height >= 2 * LABEL_HEIGHT) write(context, number, tile, 1, looks.inks[band] ?? looks.head, looks.heats[band]);
}

function paintFolder(context: CanvasRenderingContext2D, { node, x, y, width, height }: Tile, looks: Looks) {
  context.strokeStyle = looks.soft;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  if (width < 44 || height < 34) return;
  context.fillStyle = looks.head;
  context.fillText(fit(context, `${node.name}/`, width - 8), x + 4, y + 9);
}

/** One line of text on a ground of its own, so that no stroke runs through it. */
function write(context: CanvasRenderingContext2D, text: string, tile: Tile, line: number, ink: string, ground = "") {
  const [x, y] = [tile.x + 3, tile.y + 1 + line * LABEL_HEIGHT];
  if (ground) {
    context.fillStyle = ground;
    context.fillRect(x - 1, y, Math.min(tile.width - 4, context.measureText(text).width + 3), LABEL_HEIGHT - 1);
  }
  context.fillStyle = ink;
  context.fillText(text, x, y + LABEL_HEIGHT / 2);
}

/** As much of the text as there is room for; "" where that says nothing. */
function fit(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  const chars = Math.floor((room / context.measureText(text).width) * text.length) - 1;
  return chars < 3 ? "" : `${text.slice(0, chars)}…`;
}

function makeHatch(context: CanvasRenderingContext2D, step: number, ink: string): CanvasPattern | null {
  if (step === 0) return null;
  const cell = document.createElement("canvas");
  cell.width = step;
  cell.height = step;
  const pen = cell.getContext("2d");
  if (!pen) return null;
  pen.strokeStyle = ink;
  pen.lineWidth = 1.2;
  for (const shift of [-step, 0, step]) {
    pen.moveTo(shift, step);
    pen.lineTo(shift + step, 0);
  }
  pen.stroke();
  return context.createPattern(cell, "repeat");
}
