export interface Progress {
  phase?: string;
  detail?: string;
  files_done?: number;
  files_total?: number;
  chunks?: number;
  seconds_left?: number | null;
}

export const PHASES: Record<string, string> = {
  mirror: "Fetching the repository",
  plan: "Looking for what is new",
  parse: "Reading files",
  graph: "Linking calls and imports",
  publish: "Storing",
  done: "Done",
};
