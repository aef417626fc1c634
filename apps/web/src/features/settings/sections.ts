export const SECTIONS = [
  { id: "account", label: "Account", group: "You" },
  { id: "keys", label: "API keys", group: "You" },
  { id: "model", label: "Model and consent", group: "This repository" },
  { id: "embedding", label: "Embedding model", group: "This repository" },
  { id: "branches", label: "Branches and retention", group: "This repository" },
  { id: "following", label: "Following and webhooks", group: "This repository" },
  { id: "thinking", label: "Thinking", group: "This repository" },
  { id: "pulls", label: "Pull requests", group: "This repository" },
  { id: "members", label: "Members", group: "Everybody here" },
  { id: "github", label: "GitHub", group: "Everybody here" },
  { id: "audit", label: "Audit log", group: "Everybody here" },
  { id: "kill-switch", label: "Kill switch", group: "Everybody here" },
] as const;

export type SectionId = (typeof SECTIONS)[number]["id"];
export const GROUPS = ["You", "This repository", "Everybody here"] as const;

export function readSection(text: string | null): SectionId {
  return SECTIONS.find((section) => section.id === text)?.id ?? "account";
}

export function isOfRepo(id: SectionId): boolean {
  return SECTIONS.find((section) => section.id === id)?.group === "This repository";
}
