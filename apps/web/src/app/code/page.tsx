import type { Metadata } from "next";
import { Suspense } from "react";
import { CodePage } from "@/features/code/CodePage";

export const metadata: Metadata = { title: "Code · repochat" };

export default function Code() {
  return (
    <Suspense>
      <CodePage />
    </Suspense>
  );
}
