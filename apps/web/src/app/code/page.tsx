import type { Metadata } from "next";
import { Suspense } from "react";
import { CodeScreen } from "@/screens/code/CodeScreen";

export const metadata: Metadata = { title: "Code · repochat" };

export default function Code() {
  return (
    <Suspense>
      <CodeScreen />
    </Suspense>
  );
}
