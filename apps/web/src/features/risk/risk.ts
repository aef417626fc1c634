import type { RiskFile, RiskMap } from "@/lib/thinking";

export type Score = "bug" | "review";
export type View = "treemap" | "tree" | "list";

export const SCORES: Record<Score, { label: string; hint: string }> = {
  bug: { label: "Where the next bug is", hint: "Files that are most likely to need a fix in the year after, by their history and their shape." },
  review: { label: "Where an hour of review pays most", hint: "Files that hold the most expected fixes for each line that you would read." },
};
export const VIEWS: Record<View, string> = { treemap: "Treemap", tree: "Tree", list: "List" };

/** Fifths of the files by a score, the coolest first. */
export const BANDS = ["0 to 20", "20 to 40", "40 to 60", "60 to 80", "80 to 100"] as const;
const BAND_WIDTH = 20;
const LARGE = 80; // among the fifth with the most lines

export function percentileOf(file: RiskFile, score: Score): number {
  return score === "bug" ? file.bug_percentile : file.review_percentile;
}

/** Which of `BANDS`, from 0. */
export function bandOf(percentile: number): number {
  return Math.min(BANDS.length - 1, Math.max(0, Math.floor(percentile / BAND_WIDTH)));
}

/** Whether the score says little more than that the file is large. */
export function isMerelyLarge(file: RiskFile, score: Score): boolean {
  return file.size_percentile >= LARGE && percentileOf(file, score) >= LARGE && Math.abs(file.size_percentile - percentileOf(file, score)) <= BAND_WIDTH / 2;
}

/** A folder or a file with what is below it, those with the highest score first. */
export interface Node {
  path: string;
  name: string;
  lines: number;
  files: number;
  /** The highest percentile among its files, by either score. */
  bug: number;
  review: number;
  size: number;
  file: RiskFile | null;
  children: Node[];
}

/** The files as a tree; a folder that holds one folder alone is drawn together with it. */
export function buildTree(files: readonly RiskFile[], score: Score): Node {
  const root = folder("", "");
  const folders = new Map<string, Node>([["", root]]);
  for (const file of files) {
    const above = findFolder(folders, file.path.slice(0, Math.max(0, file.path.lastIndexOf("/"))));
    above.children.push({
      path: file.path,
      name: file.path.slice(file.path.lastIndexOf("/") + 1),
      lines: file.lines,
      files: 1,
      bug: file.bug_percentile,
      review: file.review_percentile,
      size: file.size_percentile,
      file,
      children: [],
    });
  }
  return finish(root, score);
}

function folder(path: string, name: string): Node {
  return { path, name, lines: 0, files: 0, bug: 0, review: 0, size: 0, file: null, children: [] };
}

function findFolder(folders: Map<string, Node>, path: string): Node {
  const known = folders.get(path);
  if (known) return known;
  const slash = path.lastIndexOf("/");
  const fresh = folder(path, path.slice(slash + 1));
  folders.set(path, fresh);
  findFolder(folders, path.slice(0, Math.max(0, slash))).children.push(fresh);
  return fresh;
}

function finish(node: Node, score: Score): Node {
  if (node.file) return node;
  let children = node.children.map((child) => finish(child, score));
  children = children.map((child) => {
    const only = child.children[0];
    return child.file === null && child.children.length === 1 && only && only.file === null
      ? { ...only, name: `${child.name}/${only.name}` }
      : child;
  });
  children.sort((one, other) => other[score] - one[score] || other.lines - one.lines);
  return {
    ...node,
    children,
    lines: children.reduce((sum, child) => sum + child.lines, 0),
    files: children.reduce((sum, child) => sum + child.files, 0),
    bug: Math.max(0, ...children.map((child) => child.bug)),
    review: Math.max(0, ...children.map((child) => child.review)),
    size: Math.max(0, ...children.map((child) => child.size)),
  };
}

/** The node at a path; the whole tree where there is none. */
export function findNode(root: Node, path: string): Node {
  if (!path) return root;
  const below = root.children.find((child) => child.path === path || path.startsWith(`${child.path}/`));
  if (!below) return root;
  return below.path === path ? below : findNode(below, path);
}

/** What the scores were worth on this very history, as the server says it; "" where it could not be measured. */
export function tellQuality(map: RiskMap): string {
  const { sentence } = map.quality as { sentence?: unknown };
  return typeof sentence === "string" ? sentence : "";
}
