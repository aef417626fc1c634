"use client";

import Link from "next/link";
import { type ReactNode } from "react";
import { formatCount } from "@/lib/format";
import { chatAddress, codeAddress, filesAddress } from "@/lib/routes";
import type { MapModule, RepoMap } from "@/lib/thinking";
import { QUIET } from "@/ui/IconButton";
import { ChatIcon, CodeIcon } from "@/ui/icons";
import { SidePanel } from "@/ui/SidePanel";
import { Lines } from "./Lines";

interface Props {
  repo: string;
  map: RepoMap;
  module: MapModule;
  addressOf: (path: string) => string;
  onClose: () => void;
}

/** One module: what it is for, who knows it, what it leans on, and what others use of it. */
export function ModulePanel({ repo, map, module, addressOf, onClose }: Props) {
  const folder = module.path.replace(/\/?\*$/, "");
  const isFile = module.files === 1 && /\.\w+$/.test(module.path);
  const nameOf = (path: string) => map.modules.find((each) => each.path === path)?.name || path;
  const users = map.modules.filter((each) => each.depends_on.some(({ path }) => path === module.path));
  const entries = map.entry_points.filter((entry) => entry.path === module.path || entry.path.startsWith(`${folder}/`) || folder === "");
  const open = isFile
    ? codeAddress({ repo, commit: map.sha, path: module.path, start_line: 0, end_line: 0 })
    : filesAddress(repo, map.sha, folder);
  return (
    <SidePanel
      label="Module"
      focusKey={module.path}
      onClose={onClose}
      heading={
        <>
          <h2 className="truncate text-sm font-semibold">{module.name || module.path}</h2>
          <p className="mt-0.5 truncate font-mono text-xs text-soft">{module.path || "the whole repository"}</p>
        </>
      }
    >
      <div className="space-y-5 p-4 text-sm">
        <div className="-mx-2 flex flex-wrap">
          <Link href={open} className={QUIET}>
            <CodeIcon /> Open in code
          </Link>
          <Link href={chatAddress({ repo, ask: `What is ${module.path || module.name} responsible for, and how does it work?` })} className={QUIET}>
            <ChatIcon /> Ask about it
          </Link>
        </div>
        <div className="space-y-1">
          <p className="leading-6">{module.purpose?.text ?? "Nothing in it says what it is for."}</p>
          {module.purpose && <Lines repo={repo} commit={map.sha} evidence={module.purpose.evidence} />}
          <p className="text-[13px] text-soft">
            {module.language && `${module.language}, `}
            {formatCount(module.files, "file")}, {formatCount(module.lines, "line")}, {formatCount(module.symbols, "definition")}.
          </p>
        </div>
        <Part title="Who knows it" isEmpty={module.owners.length === 0} nothing="Nobody is known for it.">
          {module.owners.map(({ name, share }) => (
            <li key={name} className="grid grid-cols-[minmax(0,1fr)_6rem_2.75rem] items-center gap-2">
              <span className="truncate">{name}</span>
              <span aria-hidden="true" className="h-2 rounded-sm bg-raised">
                <span className="block h-full rounded-sm bg-accent/70" style={{ width: `${share * 100}%` }} />
              </span>
              <span className="text-right text-soft tabular-nums">{Math.round(share * 100)} %</span>
            </li>
          ))}
        </Part>
        <Part title="Leans on" isEmpty={module.depends_on.length === 0} nothing="Nothing else in this repository.">
          {module.depends_on.map(({ path, weight, evidence }) => (
            <li key={path}>
              <Link href={addressOf(path)} scroll={false} className="text-accent hover:underline">
                {nameOf(path)}
              </Link>
              <span className="text-soft"> by {formatCount(weight, "pair")} of files</span>
              {evidence[0] && <Lines repo={repo} commit={map.sha} evidence={evidence[0]} />}
            </li>
          ))}
        </Part>
        <Part title="Used by" isEmpty={users.length === 0} nothing="No other module.">
          {users.map(({ path, name }) => (
            <li key={path}>
              <Link href={addressOf(path)} scroll={false} className="text-accent hover:underline">
                {name || path}
              </Link>
            </li>
          ))}
        </Part>
        <Part title="What others use of it" isEmpty={module.public.length === 0} nothing="Nothing of it is used from outside.">
          {module.public.map((symbol) => (
            <li key={`${symbol.path} ${symbol.line}`}>
              <Link href={codeAddress({ repo, commit: map.sha, path: symbol.path, start_line: symbol.line, end_line: symbol.line })} className="font-mono text-xs font-medium hover:underline">
                {symbol.name}
              </Link>
              <span className="text-soft"> {symbol.kind}, {formatCount(symbol.used_by, "file")}</span>
              {symbol.doc && <span className="block text-xs text-soft">{symbol.doc}</span>}
            </li>
          ))}
        </Part>
        <Part title="Entry points in it" isEmpty={entries.length === 0} nothing="No entry point stands in it.">
          {entries.map((entry) => (
            <li key={`${entry.path} ${entry.line} ${entry.name}`}>
              <Link href={codeAddress({ repo, commit: map.sha, path: entry.path, start_line: entry.line, end_line: entry.line })} className="font-mono text-xs font-medium hover:underline">
                {entry.name || entry.path}
              </Link>
              <span className="text-soft"> {entry.why}</span>
            </li>
          ))}
        </Part>
      </div>
    </SidePanel>
  );
}

interface PartProps {
  title: string;
  isEmpty: boolean;
  nothing: string;
  children: ReactNode;
}

function Part({ title, isEmpty, nothing, children }: PartProps) {
  return (
    <section aria-label={title} className="space-y-1">
      <h3 className="font-semibold">{title}</h3>
      {isEmpty ? <p className="text-[13px] text-soft">{nothing}</p> : <ul className="space-y-1 text-[13px]">{children}</ul>}
    </section>
  );
}
