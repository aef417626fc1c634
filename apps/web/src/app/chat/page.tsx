import type { Metadata } from "next";
import { Suspense } from "react";
import { ChatScreen } from "@/screens/chat/ChatScreen";

export const metadata: Metadata = { title: "Chat · repochat" };

export default function Chat() {
  return (
    <Suspense>
      <ChatScreen />
    </Suspense>
  );
}
