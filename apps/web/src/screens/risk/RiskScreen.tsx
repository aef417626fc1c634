"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { RiskControls } from "@/features/risk/RiskControls";
import { SCORES, VIEWS, type Score, type View } from "@/features/risk/risk";
import { useRepoNames } from "@/features/repos/useRepoNames";
import { riskAddress } from "@/lib/routes";
import { useCurrentRepo } from "@/lib/repo";
import { NoRepo } from "./NoRepo";
import { RiskMapView } from "./RiskMapView";
import type { RiskChoice } from "./choice";

/** `/risk?repo=&view=&score=&folder=&path=&rev=`: where the next bug is, and where an hour of review pays most. */
export function RiskScreen() {
  const router = useRouter();
  const query = useSearchParams();
  const last = useCurrentRepo();
  const names = useRepoNames();
  const repo = query.get("repo") ?? (last && names?.includes(last) ? last : names?.[0]) ?? last;
  if (!repo) return <NoRepo isKnown={names !== null} />;
  const choice: RiskChoice = {
    repo,
    view: readOne(query.get("view"), VIEWS, "treemap"),
    score: readOne(query.get("score"), SCORES, "bug"),
    folder: query.get("folder") ?? "",
    path: query.get("path"),
    rev: query.get("rev"),
  };
  const go = (change: Partial<RiskChoice>) => router.replace(addressTo({ ...choice, ...change }), { scroll: false });
  return (
    <RiskMapView choice={choice} go={go} addressTo={(folder) => addressTo({ ...choice, folder })}>
      <header>
        <h1 className="text-xl font-semibold tracking-tight">Risk</h1>
        <p className="mt-0.5 text-[13px] text-soft">{SCORES[choice.score].hint}</p>
      </header>
      <RiskControls
        chosen={choice}
        onChoose={(chosen) => go(chosen.repo ? { ...chosen, folder: "", path: null, rev: null } : chosen)}
      />
    </RiskMapView>
  );
}

function addressTo({ view, score, ...rest }: RiskChoice): string {
  return riskAddress({ ...rest, view: view === "treemap" ? null : view, score: score === "bug" ? null : score });
}

function readOne<Name extends View | Score>(text: string | null, known: Record<Name, unknown>, fallback: Name): Name {
  return text !== null && Object.hasOwn(known, text) ? (text as Name) : fallback;
}
