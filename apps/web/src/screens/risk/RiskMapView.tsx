"use client";

import dynamic from "next/dynamic";
import { useMemo, type ReactNode } from "react";
import { ThinkNow } from "@/features/engine/ThinkNow";
import { FilePanel } from "@/features/risk/FilePanel";
import { FolderPath } from "@/features/risk/FolderPath";
import { Legend } from "@/features/risk/Legend";
import { buildTree, findNode, tellQuality } from "@/features/risk/risk";
import { RiskTable } from "@/features/risk/RiskTable";
import { TimeSlider } from "@/features/risk/TimeSlider";
import { formatCount } from "@/lib/format";
import { useGet } from "@/lib/query";
import { useThinkingEvents } from "@/lib/thinkingEvents";
import { Problem } from "@/ui/Problem";
import type { RiskChoice } from "./choice";

const Treemap = dynamic(() => import("@/features/risk/Treemap").then((module) => module.Treemap), {
  ssr: false,
  loading: () => <p className="text-[13px] text-soft">Loading</p>,
});
const FILES_MAX = 5_000;

interface Props {
  choice: RiskChoice;
  go: (change: Partial<RiskChoice>) => void;
  addressTo: (folder: string) => string;
  /** What stands above. */
  children: ReactNode;
}

/** A map of risk and what is chosen in it, with how good such maps were beside it. */
export function RiskMapView({ choice, go, addressTo, children }: Props) {
  const { repo, view, score, folder, path, rev } = choice;
  const { data: map, error } = useGet("/risk", { params: { query: { repo, limit: FILES_MAX, ...(rev ? { rev } : {}) } } }, { keepsOld: true });
  useThinkingEvents(["/risk"]);
  const tree = useMemo(() => (map ? buildTree(map.files, score) : null), [map, score]);
  const root = useMemo(() => (tree ? findNode(tree, folder) : null), [tree, folder]);
  const isMissing = error?.kind === "not_found";
  return (
    <div className={`grid min-h-dvh ${path && map ? "lg:grid-cols-[minmax(0,1fr)_minmax(0,28rem)]" : ""}`}>
      <main className="mx-auto flex w-full min-w-0 flex-col gap-3 px-4 py-6 lg:h-dvh lg:min-h-[36rem]">
        {children}
        {error && !map && !isMissing && <Problem error={error} />}
        {isMissing && !map && <ThinkNow repo={repo} thought="MapRepo" label="Score it now" missing={error} />}
        {!map && !error && <p role="status" className="text-[13px] text-soft">Loading</p>}
        {map && root && (
          <>
            <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
              <FolderPath repo={repo} folder={root.path} addressOf={addressTo} />
              <TimeSlider moments={map.maps} sha={map.sha} onChoose={(sha) => go({ rev: sha })} />
            </div>
            <div className="h-[34rem] shrink-0 lg:h-auto lg:min-h-0 lg:shrink lg:flex-1">
              {view === "treemap" ? (
                <Treemap root={root} score={score} opened={path} onFolder={(chosen) => go({ folder: chosen })} onFile={(chosen) => go({ path: chosen })} />
              ) : (
                <div className="flex h-full flex-col gap-2">
                  <Legend />
                  <div className="min-h-0 flex-1">
                    <RiskTable key={`${view} ${root.path}`} root={root} score={score} isFlat={view === "list"} opened={path} onFile={(chosen) => go({ path: chosen })} />
                  </div>
                </div>
              )}
            </div>
            <footer className="text-xs leading-5 text-soft">
              {tellQuality(map) || "How good these scores are on this repository's own history could not be measured yet."}{" "}
              {map.is_cut && `Only ${formatCount(map.files.length, "file")} of ${map.files_count.toLocaleString("en")} are drawn, the riskiest. `}
              Model {map.model}. A percentile orders the files of this repository; it is no probability.
            </footer>
          </>
        )}
      </main>
      {path && map && <FilePanel key={path} repo={repo} path={path} sha={map.sha} score={score} onClose={() => go({ path: null })} />}
    </div>
  );
}
