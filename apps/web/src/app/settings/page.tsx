import type { Metadata } from "next";
import { Suspense } from "react";
import { SettingsScreen } from "@/screens/settings/SettingsScreen";

export const metadata: Metadata = { title: "Settings · repochat" };

export default function Settings() {
  return (
    <Suspense>
      <SettingsScreen />
    </Suspense>
  );
}
