import Link from "next/link";
import { type ReactNode } from "react";
import { codeAddress } from "@/lib/routes";
import type { RepoMap } from "@/lib/thinking";
import { Lines } from "./Lines";

const COMMANDS: Record<string, string> = { build: "Build", test: "Test", lint: "Check", run: "Run" };
const SHOWN = 40;

/** What the map knows beside the modules: how to build and test, where it begins, cycles, and what comes from elsewhere. */
export function MapFacts({ repo, map }: { repo: string; map: RepoMap }) {
  const at = (path: string, line: number) => codeAddress({ repo, commit: map.sha, path, start_line: line, end_line: line });
  return (
    <div className="grid items-start gap-4 md:grid-cols-2 2xl:grid-cols-4">
      <Card title="Commands" count={map.commands.length} nothing="No command to build or test was found.">
        {map.commands.slice(0, SHOWN).map((command) => (
          <li key={`${command.kind} ${command.command} ${command.source}`}>
            <span className="text-soft">{COMMANDS[command.kind] ?? command.kind}:</span>{" "}
            <code className="font-mono text-xs wrap-anywhere">{command.command}</code>
            {command.is_usual && <span className="text-soft"> (usual for its tool)</span>}
            <Lines repo={repo} commit={map.sha} evidence={command.evidence} />
          </li>
        ))}
      </Card>
      <Card title="Where it begins" count={map.entry_points.length} nothing="No entry point was found.">
        {map.entry_points.slice(0, SHOWN).map((entry) => (
          <li key={`${entry.path} ${entry.line} ${entry.name}`}>
            <Link href={at(entry.path, entry.line)} className="font-mono text-xs font-medium wrap-anywhere hover:underline">
              {entry.name || entry.path}
            </Link>
            <span className="text-soft"> {entry.kind}, {entry.why}</span>
          </li>
        ))}
      </Card>
      <Card title="Cycles" count={map.cycles.length} nothing="No modules import each other in a circle.">
        {map.cycles.map((cycle) => (
          <li key={cycle.modules.join(" ")}>
            <span className="wrap-anywhere">{cycle.modules.join(" ↔ ")}</span>
            {cycle.imports.slice(0, 3).map((each) => (
              <Lines key={`${each.source} ${each.target} ${each.evidence.start_line}`} repo={repo} commit={map.sha} evidence={each.evidence} />
            ))}
          </li>
        ))}
      </Card>
      <Card title="Depends on" count={map.dependencies.length} nothing="No manifest names a dependency.">
        {map.dependencies.slice(0, SHOWN).map((each) => (
          <li key={`${each.manifest} ${each.line} ${each.name}`} className="flex flex-wrap gap-x-2">
            <Link href={at(each.manifest, each.line)} className="font-mono text-xs font-medium hover:underline">
              {each.name}
            </Link>
            <span className="font-mono text-xs text-soft">{each.resolved || each.version || "any version"}</span>
            {each.kind !== "runtime" && <span className="text-xs text-soft">{each.kind}</span>}
          </li>
        ))}
      </Card>
    </div>
  );
}

interface CardProps {
  title: string;
  count: number;
  nothing: string;
  children: ReactNode;
}

function Card({ title, count, nothing, children }: CardProps) {
  return (
    <section aria-label={title} className="min-w-0 space-y-2 rounded-xl border border-line bg-panel p-4">
      <h2 className="flex justify-between text-sm font-semibold">
        {title}
        <span className="font-normal text-soft tabular-nums">{count.toLocaleString("en")}</span>
      </h2>
      {count === 0 ? (
        <p className="text-[13px] text-soft">{nothing}</p>
      ) : (
        <ul tabIndex={0} aria-label={title} className="max-h-72 space-y-1.5 overflow-auto text-[13px]">
          {children}
        </ul>
      )}
      {count > SHOWN && <p className="text-xs text-soft">and {(count - SHOWN).toLocaleString("en")} more</p>}
    </section>
  );
}
