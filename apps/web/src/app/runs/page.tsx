import type { Metadata } from "next";
import { Suspense } from "react";
import { RunsScreen } from "@/screens/runs/RunsScreen";

export const metadata: Metadata = { title: "Runs · repochat" };

export default function Runs() {
  return (
    <Suspense>
      <RunsScreen />
    </Suspense>
  );
}
