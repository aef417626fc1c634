import type { Schemas } from "@/lib/api";
import { showControls } from "@/lib/controls";
import { formatLines, shortSha } from "@/lib/format";
import { codeAddress } from "@/lib/routes";
import { CodeIcon, FileIcon, RunsIcon, SymbolIcon } from "@/ui/icons";
import type { Entry, Group } from "./entry";
import { Marked } from "./Marked";
import type { Kind, Typed } from "./modes";

type Found = Schemas["FindShape"];

const HEADINGS: Record<Kind, string> = { symbols: "Symbols", files: "Files", text: "Text in files" };
const MARKS: Record<Kind, string> = { symbols: "@", files: "/", text: "#" };

/** What was found, by kind, as entries that lead to the lines. */
export function listFound(found: Found, repo: string, typed: Typed, type: (text: string) => void): Group[] {
  const { commit } = found;
  const groups: [Kind, Entry[]][] = [
    ["symbols", found.symbols.map((symbol) => showSymbol(symbol, repo, commit, typed.mark))],
    ["files", found.files.map((file) => showFile(file, repo, commit, typed.mark))],
    ["text", found.text.map((line) => showLine(line, repo, commit))],
  ];
  const listed = groups.map(([kind, entries]) => ({
    heading: HEADINGS[kind],
    entries:
      typed.mode === "all" && found.is_cut[kind] && entries.length > 0
        ? [...entries, showMore(kind, typed.text, type)]
        : entries,
  }));
  return [{ heading: "Commits", entries: found.commits.map((each) => showCommit(each, repo)) }, ...listed];
}

function showSymbol(symbol: Found["symbols"][number], repo: string, commit: string, mark: string): Entry {
  const { name, qualified_name, kind, path, start_line, end_line, marks } = symbol;
  const owner = qualified_name.endsWith(name) ? qualified_name.slice(0, -name.length) : "";
  return {
    id: `symbol:${path}:${start_line}:${qualified_name}`,
    icon: <SymbolIcon />,
    title: (
      <>
        <span className="text-soft">{owner}</span>
        <Marked text={name} places={marks} />
      </>
    ),
    name: qualified_name,
    detail: `${path}:${start_line}`,
    tag: kind,
    isCode: true,
    href: codeAddress({ repo, commit, path, start_line, end_line }),
    completes: mark + name,
    isKept: true,
  };
}

function showFile(file: Found["files"][number], repo: string, commit: string, mark: string): Entry {
  const { path, line, end_line, marks } = file;
  const cut = path.lastIndexOf("/") + 1;
  const here = marks.filter((place) => place >= cut).map((place) => place - cut);
  const lines = line === null ? "" : `:${formatLines(line, end_line ?? line)}`;
  return {
    id: `file:${path}${lines}`,
    icon: <FileIcon />,
    title: (
      <>
        <Marked text={path.slice(cut)} places={here} />
        {lines && <span className="text-soft">{lines}</span>}{" "}
        <span className="ml-1 text-[12px] text-soft">
          <Marked text={path.slice(0, cut)} places={marks.filter((place) => place < cut)} />
        </span>
      </>
    ),
    name: `${path}${lines}`,
    isCode: true,
    href: codeAddress({ repo, commit, path, start_line: line ?? 0, end_line: end_line ?? line ?? 0 }),
    completes: mark + path,
    isKept: true,
  };
}

function showLine(line: Found["text"][number], repo: string, commit: string): Entry {
  const places = Array.from({ length: line.end - line.start }, (_, place) => line.start + place);
  return {
    id: `text:${line.path}:${line.line}`,
    icon: <CodeIcon />,
    title: <Marked text={line.text} places={places} />,
    name: line.text,
    detail: `${line.path}:${line.line}`,
    isCode: true,
    href: codeAddress({ repo, commit, path: line.path, start_line: line.line, end_line: line.line }),
  };
}

function showCommit(commit: Found["commits"][number], repo: string): Entry {
  const place = { repo, commit: commit.sha, path: "", start_line: 1, end_line: 1, kind: "commit" as const };
  return {
    id: `commit:${commit.sha}`,
    icon: <RunsIcon />,
    title: showControls(commit.subject),
    name: `commit ${shortSha(commit.sha)} ${commit.subject}`,
    detail: `${shortSha(commit.sha)}, ${showControls(commit.author)}`,
    href: codeAddress(place),
    isKept: true,
  };
}

function showMore(kind: Kind, text: string, type: (text: string) => void): Entry {
  return {
    id: `more:${kind}`,
    icon: null,
    title: <span className="text-soft">More {HEADINGS[kind].toLowerCase()}</span>,
    name: `More ${HEADINGS[kind].toLowerCase()}`,
    run: () => type(`${MARKS[kind]}${text}`),
    stays: true,
  };
}
