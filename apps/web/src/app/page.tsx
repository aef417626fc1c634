import { Suspense } from "react";
import { ChatPage } from "@/features/chat/ChatPage";

export default function Home() {
  return (
    <Suspense>
      <ChatPage />
    </Suspense>
  );
}
