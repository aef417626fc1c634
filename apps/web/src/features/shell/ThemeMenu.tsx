"use client";

import { THEMES, useTheme, type Theme } from "@/lib/theme";
import { ChoiceMenu } from "@/ui/ChoiceMenu";
import { IconButton } from "@/ui/IconButton";
import { MoonIcon, SunIcon, ThemeIcon } from "@/ui/icons";

const WORDS: Record<Theme, string> = { system: "As the system", light: "Light", dark: "Dark" };
const ICONS: Record<Theme, () => React.ReactNode> = { system: ThemeIcon, light: SunIcon, dark: MoonIcon };

/** Light, dark, or as the system has it. */
export function ThemeMenu() {
  const [theme, choose] = useTheme();
  const Icon = ICONS[theme];
  return (
    <ChoiceMenu
      choices={THEMES.map((each) => ({ value: each, label: WORDS[each] }))}
      chosen={theme}
      onChoose={choose}
    >
      <IconButton label="Theme">
        <Icon />
      </IconButton>
    </ChoiceMenu>
  );
}
