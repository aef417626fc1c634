"use client";

import { THEMES, useTheme, type Theme } from "@/lib/theme";
import { IconButton } from "@/ui/IconButton";
import { ThemeIcon } from "@/ui/icons";

const WORDS: Record<Theme, string> = { system: "as the system", light: "light", dark: "dark" };

/** System, light, dark, and round again. */
export function ThemeSwitch() {
  const [theme, choose] = useTheme();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  return (
    <IconButton label={`Theme: ${WORDS[theme]}. Change to ${WORDS[next]}`} onClick={() => choose(next)}>
      <ThemeIcon />
    </IconButton>
  );
}
