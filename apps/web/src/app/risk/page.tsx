import type { Metadata } from "next";
import { Suspense } from "react";
import { RiskScreen } from "@/screens/risk/RiskScreen";

export const metadata: Metadata = { title: "Risk · repochat" };

export default function Risk() {
  return (
    <Suspense>
      <RiskScreen />
    </Suspense>
  );
}
