import type { Metadata } from "next";
import { SettingsScreen } from "@/screens/settings/SettingsScreen";

export const metadata: Metadata = { title: "Settings · repochat" };

export default function Settings() {
  return <SettingsScreen />;
}
