import { LanguageDescription, type LanguageSupport } from "@codemirror/language";
import { languages } from "@codemirror/language-data";

const LINE_CHARS_MAX = 10_000; // a file with a longer line is generated or minified: it is shown plain, and stays quick

/** The API's names where CodeMirror's differ. */
const NAMES: Record<string, string> = { bash: "shell", cpp: "c++", csharp: "c#", php: "php" };

/** What colours a file, or null where nothing knows its language. Loads the grammar when it is first needed. */
export async function loadLanguage(path: string, language: string, text: string): Promise<LanguageSupport | null> {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const known =
    LanguageDescription.matchFilename(languages, file) ??
    (language ? LanguageDescription.matchLanguageName(languages, NAMES[language] ?? language, false) : null);
  if (!known || hasLongLine(text)) return null;
  return known.support ?? (await known.load());
}

function hasLongLine(text: string): boolean {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const to = end < 0 ? text.length : end;
    if (to - from > LINE_CHARS_MAX) return true;
    from = to + 1;
  }
  return false;
}
