"use client";

import { Suspense, type ReactNode } from "react";
import { AwayBanner } from "./AwayBanner";
import { KeyedNavigation } from "./KeyedNavigation";
import { Rail } from "./Rail";

/** What stands around every screen: the way to the others, and whether the server is there. */
export function AppShell({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col lg:flex-row">
      <Suspense>
        <Rail />
        <KeyedNavigation />
      </Suspense>
      <div className="min-w-0 flex-1">
        <AwayBanner />
        {children}
      </div>
    </div>
  );
}
