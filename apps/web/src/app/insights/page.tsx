import type { Metadata } from "next";
import { Suspense } from "react";
import { InsightsScreen } from "@/screens/insights/InsightsScreen";

export const metadata: Metadata = { title: "Insights · repochat" };

export default function Insights() {
  return (
    <Suspense>
      <InsightsScreen />
    </Suspense>
  );
}
