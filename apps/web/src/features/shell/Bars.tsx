"use client";

import { Suspense, type ReactNode } from "react";
import { useCurrentRepo } from "@/lib/repo";
import { NarrowBar } from "./NarrowBar";
import { Rail } from "./Rail";

/** The ways to the screens. They stand in the page as it is served, so that nothing moves when it comes to life. */
export function Bars({ tools }: { tools?: ReactNode }) {
  return (
    <Suspense fallback={<Both repo={null} tools={tools} />}>
      <OfRepo tools={tools} />
    </Suspense>
  );
}

/** The address, which says what repository it is about, is known in the browser alone. */
function OfRepo({ tools }: { tools: ReactNode }) {
  return <Both repo={useCurrentRepo()} tools={tools} />;
}

function Both({ repo, tools }: { repo: string | null; tools: ReactNode }) {
  return (
    <>
      <Rail repo={repo} tools={tools} />
      <NarrowBar repo={repo} tools={tools} />
    </>
  );
}
