"use client";

import { AccountSection } from "@/features/settings/AccountSection";
import { GithubSection } from "@/features/settings/GithubSection";
import { KeysSection } from "@/features/settings/KeysSection";

/** The whole of `/settings`: who you are, what GitHub is asked for, and what lets programs in. */
export function SettingsScreen() {
  return (
    <main className="mx-auto max-w-3xl space-y-8 px-4 py-8">
      <header className="space-y-1">
        <h1 className="text-2xl font-semibold tracking-tight">Settings</h1>
      </header>
      <AccountSection />
      <GithubSection />
      <KeysSection />
    </main>
  );
}
