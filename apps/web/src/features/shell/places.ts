import { ChatIcon, CodeIcon, EngineIcon, HomeIcon, InsightIcon, MapIcon, RiskIcon, RunsIcon, SettingsIcon } from "@/ui/icons";
import { chatAddress, dashboardAddress, filesAddress, mapAddress, screenAddress, settingsAddress } from "@/lib/routes";

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
  { path: "/map", label: "Map", key: "g m", Icon: MapIcon, address: (repo) => mapAddress(repo) },
  { path: "/engine", label: "Engine", key: "g e", Icon: EngineIcon, address: () => screenAddress("engine", null) },
  { path: "/runs", label: "Runs", key: "g u", Icon: RunsIcon, address: (repo) => screenAddress("runs", repo) },
  { path: "/settings", label: "Settings", key: "g s", Icon: SettingsIcon, address: (repo) => settingsAddress(undefined, repo) },
];

/** Screens that are about one repository, whose name stands in their title. */
export const REPO_PLACES: ReadonlySet<string> = new Set(["/chat", "/code", "/insights", "/risk", "/map"]);

export function findPlace(path: string): Place | undefined {
  return PLACES.find((place) => place.path === path);
}
