import type { Extension } from "@codemirror/state";
import { gutter, GutterMarker } from "@codemirror/view";

/** Neighbouring lines that one commit wrote, in the words that stand beside them. */
export interface Blamed {
  start: number;
  end: number;
  author: string;
  age: string;
  /** All that is known of the commit. */
  title: string;
  address: string;
}

class BlameMarker extends GutterMarker {
  constructor(private readonly blamed: Blamed) {
    super();
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof BlameMarker && other.blamed === this.blamed;
  }

  /** Gutters are hidden from who cannot see them: the line above the code tells the same of the cursor's line. */
  override toDOM(): HTMLElement {
    const link = document.createElement("a");
    link.href = this.blamed.address;
    link.title = this.blamed.title;
    link.tabIndex = -1;
    const [author, age] = [document.createElement("span"), document.createElement("span")];
    author.textContent = this.blamed.author;
    age.textContent = this.blamed.age;
    link.append(author, age);
    return link;
  }
}

/** Beside the first line of each range: who wrote it, and how long ago. */
export function blameGutter(ranges: readonly Blamed[], onGo: (address: string) => void): Extension {
  const markers = new Map(ranges.map((range) => [range.start, new BlameMarker(range)]));
  return gutter({
    class: "cm-blame",
    renderEmptyElements: true,
    lineMarker: (view, block) => markers.get(view.state.doc.lineAt(block.from).number) ?? null,
    domEventHandlers: {
      click(view, block, event) {
        const mouse = event as MouseEvent;
        const isLink = mouse.target instanceof Element && mouse.target.closest("a") !== null;
        if (!isLink || mouse.button !== 0 || mouse.ctrlKey || mouse.metaKey || mouse.shiftKey) return false;
        const range = findRange(ranges, view.state.doc.lineAt(block.from).number);
        if (range) onGo(range.address);
        return range !== undefined;
      },
    },
  });
}

export function findRange<Range extends { start: number; end: number }>(ranges: readonly Range[], line: number) {
  return ranges.find((range) => range.start <= line && line <= range.end);
}
