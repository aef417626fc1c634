import { RangeSet, RangeSetBuilder, StateEffect, StateField, type EditorState } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutterLineClass, type DecorationSet } from "@codemirror/view";

/** Lines `start` to `end`, counted from 1 and both included; `start` 0 is none. */
export interface Lines {
  start: number;
  end: number;
}

interface Marks {
  lines: Lines;
  decorations: DecorationSet;
  gutters: RangeSet<GutterMarker>;
}

export const markLines = StateEffect.define<Lines>();

class MarkedGutter extends GutterMarker {
  override elementClass = "cm-marked-gutter";
}

const GUTTER = new MarkedGutter();

/** The lines that the address names. Each says so and tells its number, since what is not in sight is not in the page. */
export const marks = StateField.define<Marks>({
  create: () => ({ lines: { start: 0, end: 0 }, decorations: Decoration.none, gutters: RangeSet.empty }),
  update(value, transaction) {
    const asked = transaction.effects.find((effect) => effect.is(markLines));
    return asked?.is(markLines) ? build(transaction.state, asked.value) : value;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (value) => value.decorations),
    gutterLineClass.from(field, (value) => value.gutters),
  ],
});

function build(state: EditorState, lines: Lines): Marks {
  const decorations = new RangeSetBuilder<Decoration>();
  const gutters = new RangeSetBuilder<GutterMarker>();
  const end = Math.min(lines.end, state.doc.lines);
  for (let number = Math.max(1, lines.start); lines.start > 0 && number <= end; number += 1) {
    const { from } = state.doc.line(number);
    const attributes = { "data-cited": "true", "data-line": String(number) };
    decorations.add(from, from, Decoration.line({ class: "cm-marked", attributes }));
    gutters.add(from, from, GUTTER);
  }
  return { lines, decorations: decorations.finish(), gutters: gutters.finish() };
}

/** Brings lines into the middle; many of them begin near the top instead. */
export function scrollToLines(state: EditorState, { start, end }: Lines) {
  if (start < 1) return undefined;
  const first = state.doc.line(Math.min(start, state.doc.lines));
  const isLong = end - start > 18;
  return EditorView.scrollIntoView(first.from, isLong ? { y: "start", yMargin: 96 } : { y: "center" });
}
