"use client";

import { Suspense, type ReactNode } from "react";
import { AwayBanner } from "./AwayBanner";
import { Bars } from "./Bars";
import { KeyedNavigation } from "./KeyedNavigation";
import { KeysDialog } from "./KeysDialog";
import { Landing } from "./Landing";
import { SkipLink } from "./SkipLink";
import { StopBanner } from "./StopBanner";

interface Props {
  /** What other features put beside the screens' names, as the button of the palette. */
  tools?: ReactNode;
  children: ReactNode;
}

/** What stands around every screen: the way to the others, and whether the server is there. */
export function AppShell({ tools, children }: Props) {
  return (
    <div className="flex min-h-dvh flex-col lg:flex-row">
      <SkipLink />
      <Bars tools={tools} />
      <Suspense>
        <KeyedNavigation />
        <Landing />
      </Suspense>
      <div className="min-w-0 flex-1">
        <AwayBanner />
        <StopBanner />
        <div id="screen">{children}</div>
      </div>
      <KeysDialog />
    </div>
  );
}
