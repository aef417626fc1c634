import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Each colour reads well on the panel and on marked lines: at least 4.5 to 1 in both themes. */
const COLOURS = {
  comment: "light-dark(#57606a, #b4bbc4)",
  keyword: "light-dark(#a0111f, #ff9492)",
  string: "light-dark(#0a3069, #addcff)",
  number: "light-dark(#023b95, #91cbff)",
  name: "light-dark(#622cbc, #dbb7ff)",
  type: "light-dark(#702c00, #ffb757)",
  tag: "light-dark(#024c1a, #72f088)",
  bad: "light-dark(#a3251f, #ff9b93)",
};

export const colours = HighlightStyle.define([
  { tag: tags.comment, color: COLOURS.comment, fontStyle: "italic" },
  { tag: [tags.meta, tags.documentMeta], color: COLOURS.comment },
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.processingInstruction], color: COLOURS.keyword },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.character], color: COLOURS.string },
  { tag: [tags.number, tags.bool, tags.atom, tags.constant(tags.variableName), tags.escape], color: COLOURS.number },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.macroName], color: COLOURS.name },
  { tag: tags.definition(tags.function(tags.variableName)), color: COLOURS.name, fontWeight: "600" },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.annotation, tags.labelName], color: COLOURS.type },
  { tag: [tags.tagName, tags.attributeName, tags.propertyName], color: COLOURS.tag },
  { tag: tags.heading, color: COLOURS.number, fontWeight: "600" },
  { tag: [tags.link, tags.url], color: COLOURS.string, textDecoration: "underline" },
  { tag: tags.strong, fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.inserted], color: COLOURS.tag },
  { tag: [tags.deleted, tags.invalid], color: COLOURS.bad },
]);

const FIELD = { border: "1px solid var(--line)", borderRadius: "6px", background: "var(--panel)", color: "var(--ink)" };

export const looks = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", color: "var(--ink)", backgroundColor: "var(--panel)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { padding: "4px 0 64px", caretColor: "var(--accent)" },
  "&.cm-focused .cm-content": { outline: "none" },
  "&:focus-within .cm-gutters": { borderRightColor: "var(--accent)" },
  ".cm-line": { padding: "0 16px 0 10px" },
  ".cm-gutters": { color: "var(--soft)", backgroundColor: "var(--panel)", borderRight: "1px solid transparent" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0", minWidth: "44px", textAlign: "right" },
  ".cm-lineNumbers a": { display: "block", padding: "0 8px 0 12px", color: "inherit", cursor: "pointer", userSelect: "none" },
  ".cm-lineNumbers a:hover": { color: "var(--accent)", textDecoration: "underline" },
  ".cm-blame .cm-gutterElement": { width: "188px", padding: "0 8px", fontSize: "12px" },
  // On a narrow screen the author alone: how long ago is told of the cursor's line above.
  "@media (max-width: 640px)": {
    ".cm-blame .cm-gutterElement": { width: "92px", padding: "0 4px 0 8px" },
    ".cm-blame a span + span": { display: "none" },
    ".cm-lineNumbers a": { paddingLeft: "6px" },
    ".cm-lineNumbers .cm-gutterElement": { minWidth: "36px" },
  },
  ".cm-blame a": { display: "flex", gap: "8px", justifyContent: "space-between", fontFamily: "system-ui, sans-serif" },
  ".cm-blame a:hover": { color: "var(--accent)", textDecoration: "underline" },
  ".cm-blame a span": { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
  ".cm-blame a span + span": { flexShrink: "0" },
  ".cm-line.cm-marked": { backgroundColor: "var(--mark)" },
  ".cm-gutterElement.cm-marked-gutter": { backgroundColor: "var(--mark)", color: "var(--ink)" },
  ".cm-lineNumbers .cm-marked-gutter": { boxShadow: "inset 4px 0 var(--mark-edge)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine:not(.cm-marked)": { backgroundColor: "color-mix(in srgb, var(--raised) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "light-dark(#cfdcff, #38436b)",
  },
  ".cm-selectionMatch": { backgroundColor: "light-dark(#e6ebfb, #2d3450)" },
  ".cm-searchMatch": { backgroundColor: "light-dark(#ffe08a, #5b4a12)", outline: "1px solid var(--mark-edge)" },
  ".cm-searchMatch-selected": { backgroundColor: "light-dark(#ffc23d, #7d6413)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--raised)", outline: "1px solid var(--line)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent" },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-link-word": { textDecoration: "underline", cursor: "pointer" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": {
    display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px 8px", padding: "6px 36px 6px 10px",
    fontFamily: "system-ui, sans-serif", fontSize: "13px",
  },
  ".cm-panel.cm-search br": { display: "none" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label": { margin: "0", fontSize: "13px" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", gap: "4px", color: "var(--ink)" },
  ".cm-panel.cm-search .cm-textfield": { ...FIELD, padding: "4px 8px", minWidth: "0", width: "16rem", maxWidth: "100%" },
  ".cm-panel.cm-search .cm-button": { ...FIELD, padding: "4px 10px", backgroundImage: "none", cursor: "pointer" },
  ".cm-panel.cm-search .cm-button:hover": { background: "var(--raised)" },
  ".cm-panel.cm-search [name=select]": { display: "none" },
  ".cm-panel.cm-search [name=close]": {
    position: "absolute", top: "5px", right: "6px", width: "28px", height: "28px", fontSize: "18px", color: "var(--soft)", cursor: "pointer",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--panel)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "8px",
    boxShadow: "0 4px 16px rgb(0 0 0 / 0.18)",
  },
});
