import type { Repo } from "@/lib/api";
import {
  chatAddress,
  dashboardAddress,
  filesAddress,
  screenAddress,
  settingsAddress,
} from "@/lib/routes";
import { THEMES, type Theme } from "@/lib/theme";
import { AwayIcon, CodeIcon, ThemeIcon } from "@/ui/icons";
import type { Entry } from "./entry";

const THEME_WORDS: Record<Theme, string> = { system: "as the system has it", light: "light", dark: "dark" };

const OF_REPO = ["insights", "risk", "map", "engine", "runs"] as const;

interface World {
  repo: string | null;
  repos: readonly Repo[];
  path: string;
  theme: Theme;
  chooseTheme: (theme: Theme) => void;
}

/** What can be done, whatever is typed. */
export function listCommands({ repo, repos, path, theme, chooseTheme }: World): Entry[] {
  const places: [string, string][] = [
    ["Go to dashboard", dashboardAddress()],
    ["Go to chat", chatAddress({ repo })],
    ["Go to code", filesAddress(repo)],
    ["Go to insights", screenAddress("insights", repo)],
    ["Go to risk", screenAddress("risk", repo)],
    ["Go to map", screenAddress("map", repo)],
    ["Go to engine", screenAddress("engine", null)],
    ["Go to runs", screenAddress("runs", repo)],
    ["Go to settings", settingsAddress(undefined, repo)],
  ];
  const others = repos.filter(({ name }) => name !== repo);
  const themes = THEMES.filter((each) => each !== theme);
  return [
    ...places.map(([name, href]) => ({ ...describe(name, <AwayIcon />), href })),
    ...others.map(({ name }) => ({ ...describe(`Switch to ${name}`, <CodeIcon />), href: switchTo(path, name) })),
    ...themes.map((each) => ({
      ...describe(`Theme: ${THEME_WORDS[each]}`, <ThemeIcon />),
      run: () => chooseTheme(each),
    })),
  ];
}

/** Those whose name has every word of `text` at the begin of one of its own. */
export function matchCommands(commands: readonly Entry[], text: string): Entry[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ name }) => {
    const words = name.toLowerCase().split(/[\s:/_-]+/);
    return wanted.every((part) => words.some((word) => word.startsWith(part)));
  });
}

function describe(name: string, icon: Entry["icon"]): Entry {
  return { id: `command:${name}`, icon, title: name, name, completes: `>${name}` };
}

/** The same screen of another repository, where there is one. */
function switchTo(path: string, repo: string): string {
  if (path === "/code") return filesAddress(repo);
  const screen = OF_REPO.find((name) => path === `/${name}`);
  if (screen) return screenAddress(screen, repo);
  return path === "/settings" ? settingsAddress(undefined, repo) : chatAddress({ repo });
}
