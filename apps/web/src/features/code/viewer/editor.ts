import { standardKeymap } from "@codemirror/commands";
import { bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Prec, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
} from "@codemirror/view";
import { loadLanguage } from "./languages";
import { colours, looks } from "./looks";
import { markLines, marks, scrollToLines, type Lines } from "./marks";
import { lineNumbers } from "./numbers";
import { pointing, type Pointing } from "./pointing";
import { selected, type Selected } from "./selection";

export interface Source {
  /** The file's text, its lines parted by line feeds, without the last of them. */
  text: string;
  path: string;
  /** The API's name of the language, "" for none. */
  language: string;
  label: string;
}

export interface Wishes extends Pointing {
  /** Where lines have their permanent address. */
  addressOf: (lines: Lines) => string;
  onChosen: (lines: Lines) => void;
  onSelected: (selected: Selected) => void;
}

const PHRASES = {
  Find: "Find in this file",
  next: "Next",
  previous: "Previous",
  "match case": "Match case",
  regexp: "Regular expression",
  "by word": "Whole words",
  close: "Close the search",
};

/** A read-only editor of one file. What it shows changes by its methods; its text does not. */
export class CodeViewer {
  private readonly wrapping = new Compartment();
  private readonly colouring = new Compartment();
  private readonly extra = new Compartment();
  readonly view: EditorView;

  constructor(parent: HTMLElement, source: Source, lines: Lines, wishes: Wishes) {
    const state = EditorState.create({ doc: source.text, extensions: this.extend(source, wishes) });
    const marked = state.update({ effects: markLines.of(lines) }).state;
    this.view = new EditorView({ state: marked, parent, scrollTo: scrollToLines(marked, lines) });
    void loadLanguage(source.path, source.language, source.text).then((support) => {
      if (support) this.view.dispatch({ effects: this.colouring.reconfigure(support) });
    });
  }

  mark(lines: Lines, scrolls: boolean) {
    const known = this.view.state.field(marks).lines;
    if (known.start === lines.start && known.end === lines.end) return;
    const scroll = scrolls ? scrollToLines(this.view.state, lines) : undefined;
    this.view.dispatch({ effects: scroll ? [markLines.of(lines), scroll] : markLines.of(lines) });
  }

  wrap(wraps: boolean) {
    this.view.dispatch({ effects: this.wrapping.reconfigure(wraps ? EditorView.lineWrapping : []) });
  }

  /** What stands beside the lines, such as who wrote them. */
  addExtra(extension: Extension) {
    this.view.dispatch({ effects: this.extra.reconfigure(extension) });
  }

  openSearch() {
    openSearchPanel(this.view);
  }

  /** The cursor goes to the beginning of a line, in sight. */
  goTo(line: number) {
    const { from } = this.view.state.doc.line(Math.min(Math.max(1, line), this.view.state.doc.lines));
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }

  destroy() {
    this.view.destroy();
  }

  private extend(source: Source, wishes: Wishes): Extension[] {
    return [
      EditorState.lineSeparator.of("\n"),
      EditorState.readOnly.of(true),
      EditorState.phrases.of(PHRASES),
      // A screen keyboard would cover what cannot be written into.
      EditorView.contentAttributes.of({ "aria-label": source.label, inputmode: "none" }),
      this.extra.of([]),
      lineNumbers({ addressOf: wishes.addressOf, onChosen: wishes.onChosen }),
      marks,
      highlightSpecialChars(),
      drawSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches({ minSelectionLength: 2 }),
      bracketMatching(),
      search({ top: true }),
      Prec.high(pointing(wishes)),
      keymap.of([...searchKeymap.filter(({ key }) => key !== "Mod-Alt-g" && key !== "Mod-d"), ...standardKeymap]),
      selected(wishes.onSelected),
      this.wrapping.of([]),
      this.colouring.of([]),
      syntaxHighlighting(colours),
      looks,
    ];
  }
}
