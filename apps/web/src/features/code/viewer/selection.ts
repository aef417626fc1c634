import type { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Lines } from "./marks";

/** A place in a file as the API counts it: lines and columns from 1, columns in UTF-16 units. */
export interface At {
  line: number;
  column: number;
}

/** Where the cursor stands, the name it stands on, and the lines of the selection (null when it is empty). */
export interface Selected extends At {
  name: string;
  lines: Lines | null;
}

export function locate(state: EditorState, position: number): At {
  const line = state.doc.lineAt(position);
  return { line: line.number, column: position - line.from + 1 };
}

/** The name at a position, or null between names. */
export function nameAt(state: EditorState, position: number): { name: string; from: number; to: number } | null {
  const word = state.wordAt(position);
  if (!word) return null;
  const name = state.sliceDoc(word.from, word.to);
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? { name, from: word.from, to: word.to } : null;
}

/** Tells where the cursor goes. */
export function selected(tell: (selected: Selected) => void) {
  return EditorView.updateListener.of((update) => {
    if (update.selectionSet) tell(readSelected(update.state));
  });
}

function readSelected(state: EditorState): Selected {
  const { from, to, head, empty } = state.selection.main;
  const found = nameAt(state, empty ? head : from);
  const isName = found !== null && to <= found.to;
  // A selection that ends before the first character of a line has nothing of that line.
  const last = state.doc.lineAt(to);
  const end = !empty && last.from === to && to > from ? last.number - 1 : last.number;
  return {
    ...locate(state, isName ? found.from : head),
    name: isName ? found.name : "",
    lines: empty ? null : { start: state.doc.lineAt(from).number, end },
  };
}
