import type { Node, Score } from "./risk";

/** Narrow: the name and the chosen score; wider: both scores and the size. */
export const COLUMNS =
  "grid-cols-[minmax(0,1fr)_6.5rem] @2xl:grid-cols-[minmax(0,1fr)_4.5rem_7.5rem_7.5rem_6rem] @4xl:grid-cols-[minmax(0,1fr)_5rem_9rem_9rem_7rem_7rem]";

export interface Row {
  node: Node;
  depth: number;
  isOpen: boolean;
}

/** The rows of the tree as it is opened. */
export function listTreeRows(root: Node, open: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const add = (node: Node, depth: number) => {
    for (const child of node.children) {
      const isOpen = child.file === null && open.has(child.path);
      rows.push({ node: child, depth, isOpen });
      if (isOpen) add(child, depth + 1);
    }
  };
  add(root, 0);
  return rows;
}

/** All files below a node, the highest score first. */
export function listFileRows(root: Node, score: Score): Row[] {
  const files: Node[] = [];
  const add = (node: Node) => {
    if (node.file) files.push(node);
    else node.children.forEach(add);
  };
  add(root);
  files.sort((one, other) => other[score] - one[score] || other.lines - one.lines);
  return files.map((node) => ({ node: { ...node, name: node.path }, depth: 0, isOpen: false }));
}
