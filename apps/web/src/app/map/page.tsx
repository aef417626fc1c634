import type { Metadata } from "next";
import { Suspense } from "react";
import { MapScreen } from "@/screens/map/MapScreen";

export const metadata: Metadata = { title: "Map · repochat" };

export default function Map() {
  return (
    <Suspense>
      <MapScreen />
    </Suspense>
  );
}
