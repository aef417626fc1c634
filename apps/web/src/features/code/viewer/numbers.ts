import { EditorView, gutter, GutterMarker, type BlockInfo } from "@codemirror/view";
import { marks, markLines, type Lines } from "./marks";

interface Numbers {
  /** Where lines have their permanent address. */
  addressOf: (lines: Lines) => string;
  onChosen: (lines: Lines) => void;
}

class NumberMarker extends GutterMarker {
  constructor(
    private readonly number: number,
    private readonly addressOf: Numbers["addressOf"],
  ) {
    super();
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof NumberMarker && other.number === this.number;
  }

  /** A link, so that it opens in a new tab and is copied as one. By keyboard the buttons for the selection do the same. */
  override toDOM(): HTMLElement {
    const link = document.createElement("a");
    link.href = this.addressOf({ start: this.number, end: this.number });
    link.textContent = String(this.number);
    link.tabIndex = -1;
    link.draggable = false;
    return link;
  }
}

/** Line numbers: a click chooses a line, shift-click and drag choose several. */
export function lineNumbers({ addressOf, onChosen }: Numbers) {
  const numberOf = (view: EditorView, block: BlockInfo) => view.state.doc.lineAt(block.from).number;
  return gutter({
    class: "cm-lineNumbers",
    lineMarker: (view, block) => new NumberMarker(numberOf(view, block), addressOf),
    initialSpacer: (view) => new NumberMarker(view.state.doc.lines, addressOf),
    domEventHandlers: {
      mousedown(view, block, event) {
        if (!isPlain(event as MouseEvent)) return false;
        const number = numberOf(view, block);
        const known = view.state.field(marks).lines;
        const anchor = (event as MouseEvent).shiftKey && known.start > 0 ? known.start : number;
        drag(view, anchor, number, onChosen);
        return true;
      },
      click: (_view, _block, event) => isPlain(event as MouseEvent),
    },
  });
}

/** Other buttons and keys do what they do with any link. */
function isPlain(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey;
}

function drag(view: EditorView, anchor: number, first: number, onChosen: Numbers["onChosen"]) {
  let head = first;
  const show = () => view.dispatch({ effects: markLines.of(order(anchor, head)) });
  const move = (event: MouseEvent) => {
    const number = numberAt(view, event);
    if (number === head) return;
    head = number;
    show();
  };
  const end = () => {
    window.removeEventListener("mousemove", move);
    onChosen(order(anchor, head));
  };
  window.addEventListener("mousemove", move);
  window.addEventListener("mouseup", end, { once: true });
  show();
}

function numberAt(view: EditorView, event: MouseEvent): number {
  const block = view.lineBlockAtHeight(event.clientY - view.documentTop);
  return view.state.doc.lineAt(block.from).number;
}

function order(one: number, other: number): Lines {
  return { start: Math.min(one, other), end: Math.max(one, other) };
}
