import type { HighlighterCore, ThemedToken } from "shiki/core";

const LINE_CHARS_MAX = 500; // a longer line is shown plain: minified code would stall the page

/** The API's names of languages, and the grammar of each; what is not here is shown plain. */
const GRAMMARS = {
  bash: () => import("shiki/langs/shellscript.mjs"),
  c: () => import("shiki/langs/c.mjs"),
  cpp: () => import("shiki/langs/cpp.mjs"),
  csharp: () => import("shiki/langs/csharp.mjs"),
  css: () => import("shiki/langs/css.mjs"),
  dockerfile: () => import("shiki/langs/docker.mjs"),
  elixir: () => import("shiki/langs/elixir.mjs"),
  go: () => import("shiki/langs/go.mjs"),
  haskell: () => import("shiki/langs/haskell.mjs"),
  html: () => import("shiki/langs/html.mjs"),
  java: () => import("shiki/langs/java.mjs"),
  javascript: () => import("shiki/langs/javascript.mjs"),
  json: () => import("shiki/langs/json.mjs"),
  kotlin: () => import("shiki/langs/kotlin.mjs"),
  lua: () => import("shiki/langs/lua.mjs"),
  markdown: () => import("shiki/langs/markdown.mjs"),
  php: () => import("shiki/langs/php.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  ruby: () => import("shiki/langs/ruby.mjs"),
  rust: () => import("shiki/langs/rust.mjs"),
  scala: () => import("shiki/langs/scala.mjs"),
  sql: () => import("shiki/langs/sql.mjs"),
  swift: () => import("shiki/langs/swift.mjs"),
  toml: () => import("shiki/langs/toml.mjs"),
  tsx: () => import("shiki/langs/tsx.mjs"),
  typescript: () => import("shiki/langs/typescript.mjs"),
  yaml: () => import("shiki/langs/yaml.mjs"),
  zig: () => import("shiki/langs/zig.mjs"),
} as const;

type Language = keyof typeof GRAMMARS;
export type TokenLine = ThemedToken[];

let loading: Promise<HighlighterCore> | null = null;

/** The tokens of each line, or null for a language without a grammar. Loads what it needs on first use. */
export async function highlight(code: string, language: string): Promise<TokenLine[] | null> {
  if (!(language in GRAMMARS)) return null;
  const [highlighter, grammar] = await Promise.all([load(), GRAMMARS[language as Language]()]);
  await highlighter.loadLanguage(grammar.default);
  const name = grammar.default.at(-1)?.name;
  if (name === undefined) return null;
  return highlighter.codeToTokens(code, {
    lang: name,
    themes: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    defaultColor: "light-dark()",
    tokenizeMaxLineLength: LINE_CHARS_MAX,
  }).tokens;
}

function load(): Promise<HighlighterCore> {
  loading ??= create();
  return loading;
}

async function create(): Promise<HighlighterCore> {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
  ]);
  return createHighlighterCore({
    themes: [import("shiki/themes/github-light-high-contrast.mjs"), import("shiki/themes/github-dark-high-contrast.mjs")],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}
