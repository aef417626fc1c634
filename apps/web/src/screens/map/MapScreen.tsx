"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { ThinkNow } from "@/features/engine/ThinkNow";
import { MapDrawing } from "@/features/map/MapDrawing";
import { MapFacts } from "@/features/map/MapFacts";
import { ModuleList } from "@/features/map/ModuleList";
import { ModulePanel } from "@/features/map/ModulePanel";
import { useRepoNames } from "@/features/repos/useRepoNames";
import { formatAgo, shortSha } from "@/lib/format";
import { useGet } from "@/lib/query";
import { useCurrentRepo } from "@/lib/repo";
import { mapAddress } from "@/lib/routes";
import { useThinkingEvents } from "@/lib/thinkingEvents";
import { Problem } from "@/ui/Problem";

/** `/map?repo=&module=`: what the repository is made of, and how its parts lean on each other. */
export function MapScreen() {
  const router = useRouter();
  const query = useSearchParams();
  const last = useCurrentRepo();
  const names = useRepoNames();
  const repo = query.get("repo") ?? (last && names?.includes(last) ? last : names?.[0]) ?? last ?? "";
  const chosen = query.get("module");
  const { data: map, error } = useGet("/repos/{repo}/map", { params: { path: { repo } } }, { isEnabled: repo !== "" });
  useThinkingEvents(["/repos/{repo}/map"]);
  const module = map?.modules.find((each) => each.path === chosen) ?? null;
  const go = (address: string) => router.replace(address, { scroll: false });
  const addressOf = (path: string) => mapAddress(repo, path);
  return (
    <div className={`grid min-h-dvh ${module ? "lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]" : ""}`}>
      <main className="mx-auto w-full min-w-0 space-y-5 px-4 py-6">
        <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
          <div className="min-w-0">
            <h1 className="text-xl font-semibold tracking-tight">Map</h1>
            <p className="mt-0.5 text-[13px] text-soft wrap-anywhere">
              {map
                ? `${map.modules.length} modules at ${shortSha(map.sha)}, drawn ${formatAgo(map.updated_at)}${map.is_current ? "" : "; the repository has moved on since"}.`
                : "What the repository is made of, and how its parts lean on each other."}
            </p>
          </div>
          <select
            aria-label="Repository"
            value={repo}
            onChange={(event) => go(mapAddress(event.target.value))}
            className="min-h-9 max-w-64 min-w-0 truncate rounded-lg border border-line bg-panel px-2 text-[13px]"
          >
            {[...new Set([...(repo ? [repo] : []), ...(names ?? [])])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </header>
        {error && !map && error.kind !== "not_found" && <Problem error={error} />}
        {error?.kind === "not_found" && !map && <ThinkNow repo={repo} thought="MapRepo" label="Draw the map now" missing={error} />}
        {!map && !error && repo && <p role="status" className="text-[13px] text-soft">Loading</p>}
        {map && (
          <>
            <MapDrawing map={map} chosen={module?.path ?? null} onChoose={(path) => go(mapAddress(repo, path === module?.path ? null : path))} />
            <p className="text-xs text-soft">
              A box leans on those that its arrows lead to, which stand below it. Dashed and red: a cycle. Links that follow
              from others are left out: choose a box to see all of its own.
              {map.cut.length > 0 && ` Left out for their number: ${map.cut.join(", ").replaceAll("_", " ")}.`}
            </p>
            <MapFacts repo={repo} map={map} />
            <details className="space-y-3">
              <summary className="cursor-pointer font-semibold select-none">All modules as a list</summary>
              <ModuleList map={map} chosen={module?.path ?? null} addressOf={addressOf} />
            </details>
          </>
        )}
      </main>
      {module && map && <ModulePanel key={module.path} repo={repo} map={map} module={module} addressOf={addressOf} onClose={() => go(mapAddress(repo))} />}
    </div>
  );
}
