import { ChatIcon, CodeIcon, HomeIcon, InsightIcon, RiskIcon, RunsIcon, SettingsIcon } from "@/ui/icons";
import { chatAddress, dashboardAddress, filesAddress, screenAddress, settingsAddress } from "@/lib/routes";

export interface Place {
  path: string;
  label: string;
  key: string;
  Icon: () => React.ReactNode;
  address: (repo: string | null) => string;
}

/** The screens of the app, in the order of the rail. */
export const PLACES: readonly Place[] = [
  { path: "/", label: "Dashboard", key: "g d", Icon: HomeIcon, address: dashboardAddress },
  { path: "/chat", label: "Chat", key: "g c", Icon: ChatIcon, address: (repo) => chatAddress({ repo }) },
  { path: "/code", label: "Code", key: "g o", Icon: CodeIcon, address: (repo) => filesAddress(repo) },
  { path: "/insights", label: "Insights", key: "g i", Icon: InsightIcon, address: (repo) => screenAddress("insights", repo) },
  { path: "/risk", label: "Risk", key: "g r", Icon: RiskIcon, address: (repo) => screenAddress("risk", repo) },
  { path: "/runs", label: "Runs", key: "g u", Icon: RunsIcon, address: (repo) => screenAddress("runs", repo) },
  { path: "/settings", label: "Settings", key: "g s", Icon: SettingsIcon, address: (repo) => settingsAddress(undefined, repo) },
];

/** Screens that are about one repository, whose name stands in their title. */
export const REPO_PLACES: ReadonlySet<string> = new Set(["/chat", "/code", "/insights", "/risk"]);

export function findPlace(path: string): Place | undefined {
  return PLACES.find((place) => place.path === path);
}
