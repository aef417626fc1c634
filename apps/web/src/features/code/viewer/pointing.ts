import type { Extension } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, type Command } from "@codemirror/view";
import { locate, nameAt, type At } from "./selection";

/** A name, and where it stands. */
export interface Named extends At {
  name: string;
}

/** What is told of a name under the pointer. */
export interface Hint {
  /** `src/a.py:12`. */
  place: string;
  signature: string;
  lines: string[];
  note: string;
}

/** What names lead to; each may be absent, where nothing is known of names. */
export interface Pointing {
  onDefinition?: ((at: Named, inNewTab: boolean) => void) | undefined;
  onReferences?: ((at: Named) => void) | undefined;
  readHint?: ((at: At) => Promise<Hint | null>) | undefined;
}

const HOVER_MS = 450;

/** Ctrl-click and F12 to a definition, Shift-F12 to references, and a hint of the definition under the pointer. */
export function pointing({ onDefinition, onReferences, readHint }: Pointing): Extension {
  const atCursor =
    (act: ((at: Named) => void) | undefined): Command =>
    ({ state }) => {
      const found = nameAt(state, state.selection.main.head);
      if (!act || !found) return false;
      act({ ...locate(state, found.from), name: found.name });
      return true;
    };
  return [
    keymap.of([
      { key: "F12", run: atCursor(onDefinition && ((at) => onDefinition(at, false))) },
      { key: "Shift-F12", run: atCursor(onReferences) },
    ]),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        if (event.button !== 0 || !(event.ctrlKey || event.metaKey) || !onDefinition) return false;
        const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
        const found = position === null ? null : nameAt(view.state, position);
        if (!found) return false;
        event.preventDefault();
        onDefinition({ ...locate(view.state, found.from), name: found.name }, event.shiftKey);
        return true;
      },
    }),
    readHint ? hints(readHint) : [],
  ];
}

function hints(readHint: (at: At) => Promise<Hint | null>): Extension {
  return hoverTooltip(
    async (view, position) => {
      const found = nameAt(view.state, position);
      if (!found) return null;
      const hint = await readHint(locate(view.state, found.from));
      return hint && { pos: found.from, end: found.to, above: true, create: () => ({ dom: drawHint(hint) }) };
    },
    { hoverTime: HOVER_MS, hideOnChange: true },
  );
}

function drawHint({ place, signature, lines, note }: Hint): HTMLElement {
  const box = document.createElement("div");
  box.className = "cm-hint";
  const add = (tag: string, name: string, text: string) => {
    const part = document.createElement(tag);
    part.className = name;
    part.textContent = text;
    if (text) box.append(part);
  };
  add("p", "cm-hint-place", place);
  add("pre", "cm-hint-code", lines.length > 0 ? lines.join("\n") : signature);
  add("p", "cm-hint-place", note);
  return box;
}
