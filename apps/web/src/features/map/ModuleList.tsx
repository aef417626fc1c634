import Link from "next/link";
import { formatCount } from "@/lib/format";
import type { MapModule, RepoMap } from "@/lib/thinking";

interface Props {
  map: RepoMap;
  chosen: string | null;
  addressOf: (path: string) => string;
}

/** All modules in words, layer by layer, and those that are not of the code itself after them. */
export function ModuleList({ map, chosen, addressOf }: Props) {
  const nameOf = (path: string) => map.modules.find((module) => module.path === path)?.name || path;
  const layers = [...new Set(map.modules.flatMap(({ layer }) => layer ?? []))].sort((one, other) => other - one);
  const groups: [string, MapModule[]][] = [
    ...layers.map((layer): [string, MapModule[]] => [
      layer === 0 ? "Base: leans on nothing else" : `Layer ${layer}`,
      map.modules.filter((module) => module.layer === layer),
    ]),
    ["Beside the code", map.modules.filter((module) => module.layer === null)],
  ];
  return (
    <div className="space-y-4">
      {groups.map(
        ([title, modules]) =>
          modules.length > 0 && (
            <section key={title} aria-label={title} className="space-y-1.5">
              <h3 className="text-[13px] font-medium text-soft">{title}</h3>
              <ul className="divide-y divide-line rounded-lg border border-line bg-panel text-[13px]">
                {modules.map((module) => (
                  <li key={module.path} aria-current={module.path === chosen || undefined} className="relative px-3 py-2 hover:bg-raised aria-[current]:bg-raised">
                    <Link href={addressOf(module.path)} scroll={false} className="font-medium after:absolute after:inset-0 hover:underline">
                      {module.name || module.path}
                    </Link>{" "}
                    <span className="font-mono text-xs text-soft">{module.path}</span>
                    <span className="block">{module.purpose?.text}</span>
                    <span className="block text-xs text-soft">
                      {formatCount(module.files, "file")}, {formatCount(module.lines, "line")}
                      {module.depends_on.length > 0 && `. Leans on ${module.depends_on.map(({ path }) => nameOf(path)).join(", ")}`}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
    </div>
  );
}
