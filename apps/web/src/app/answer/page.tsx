import type { Metadata } from "next";
import { Suspense } from "react";
import { AnswerScreen } from "@/screens/answer/AnswerScreen";

export const metadata: Metadata = { title: "Answer · repochat" };

export default function Answer() {
  return (
    <Suspense>
      <AnswerScreen />
    </Suspense>
  );
}
