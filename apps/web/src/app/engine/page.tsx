import type { Metadata } from "next";
import { Suspense } from "react";
import { EngineScreen } from "@/screens/engine/EngineScreen";

export const metadata: Metadata = { title: "Engine · repochat" };

export default function Engine() {
  return (
    <Suspense>
      <EngineScreen />
    </Suspense>
  );
}
