"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { DraftsProvider } from "@/features/settings/drafts";
import { RepoChoice } from "@/features/settings/RepoChoice";
import { SectionNav } from "@/features/settings/SectionNav";
import { isOfRepo, readSection, type SectionId } from "@/features/settings/sections";
import { useCurrentRepo } from "@/lib/repo";
import { RepoSection, WholeSection } from "./sections";

/** The whole of `/settings?section=&repo=`: the sections, and the one that is chosen. */
export function SettingsScreen() {
  const section = readSection(useSearchParams().get("section"));
  const repo = useCurrentRepo();
  return (
    <DraftsProvider>
      <main className="mx-auto grid w-full max-w-6xl gap-6 px-4 py-6 md:grid-cols-[13rem_minmax(0,1fr)] md:gap-10 md:py-8">
        <div className="min-w-0 space-y-5 md:sticky md:top-8 md:self-start">
          <h1 className="text-2xl font-semibold tracking-tight">Settings</h1>
          <SectionNav chosen={section} repo={repo} />
        </div>
        <Chosen section={section} repo={repo} />
      </main>
    </DraftsProvider>
  );
}

function Chosen({ section, repo }: { section: SectionId; repo: string | null }) {
  const part = useRef<HTMLDivElement>(null);
  const shown = useRef(section);
  useEffect(() => {
    if (shown.current !== section) part.current?.focus({ preventScroll: true });
    shown.current = section;
  }, [section]);
  return (
    <div ref={part} tabIndex={-1} className="min-w-0 max-w-4xl outline-none md:pt-1">
      {isOfRepo(section) ? (
        <RepoChoice section={section} repo={repo}>
          {(chosen) => <RepoSection key={`${section} ${chosen}`} section={section} repo={chosen} />}
        </RepoChoice>
      ) : (
        <WholeSection section={section} />
      )}
    </div>
  );
}
