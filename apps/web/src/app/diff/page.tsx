import type { Metadata } from "next";
import { Suspense } from "react";
import { DiffScreen } from "@/screens/diff/DiffScreen";

export const metadata: Metadata = { title: "Difference · repochat" };

export default function DiffPage() {
  return (
    <Suspense>
      <DiffScreen />
    </Suspense>
  );
}
