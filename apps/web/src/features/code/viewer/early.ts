import type { SyntheticEvent } from "react";
import { loadEditor } from "./CodeEditor";

const TO_CODE = 'a[href^="/code?"]';

/** Around links to code: the editor begins to load when the pointer or the focus comes to one of them. */
export const early = { onPointerOver: load, onFocus: load };

function load({ target }: SyntheticEvent) {
  if (target instanceof Element && target.closest(TO_CODE)) loadEditor().catch(() => null); // what failed is tried again, and told, when it is needed
}
