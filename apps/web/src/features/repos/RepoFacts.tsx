import Link from "next/link";
import { formatAgo, formatCount, shortSha } from "@/lib/format";
import { filesAddress } from "@/lib/routes";
import type { RepoOverview } from "./useOverview";

const LANGUAGES_SHOWN = 4;
const NAMES: Record<string, string> = {
  bash: "Bash",
  c: "C",
  cpp: "C++",
  csharp: "C#",
  css: "CSS",
  dockerfile: "Dockerfile",
  go: "Go",
  html: "HTML",
  javascript: "JavaScript",
  json: "JSON",
  php: "PHP",
  sql: "SQL",
  toml: "TOML",
  tsx: "TSX",
  typescript: "TypeScript",
  yaml: "YAML",
};

/** What is indexed: branch and commit, files, definitions, languages. */
export function RepoFacts({ repo }: { repo: RepoOverview }) {
  const latest = repo.latest;
  if (!latest) return null;
  return (
    <div className="space-y-1 text-[13px] text-soft">
      <p>
        {repo.default_branch ?? "HEAD"} at{" "}
        <Link href={filesAddress(repo.name, latest.sha)} className="font-mono text-ink hover:underline">
          {shortSha(latest.sha)}
        </Link>
        {" · committed "}
        {formatAgo(latest.committed_at)}
      </p>
      <p>{describeContents(repo)}</p>
    </div>
  );
}

function describeContents(repo: RepoOverview): string {
  const { files, symbols } = repo.latest?.counts ?? {};
  const parts: string[] = [];
  if (typeof files === "number") parts.push(formatCount(files, "file"));
  if (typeof symbols === "number") parts.push(formatCount(symbols, "definition"));
  if (repo.languages && repo.languages.length > 0) parts.push(nameLanguages(repo.languages));
  return parts.join(" · ");
}

function nameLanguages(languages: { language: string }[]): string {
  const told = languages.filter(({ language }) => language !== "text");
  const names = told.map(({ language }) => NAMES[language] ?? language.charAt(0).toUpperCase() + language.slice(1));
  const rest = names.length - LANGUAGES_SHOWN;
  return names.slice(0, LANGUAGES_SHOWN).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
