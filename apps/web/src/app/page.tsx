import { Suspense } from "react";
import { ChatScreen } from "@/screens/chat/ChatScreen";

export default function Home() {
  return (
    <Suspense>
      <ChatScreen />
    </Suspense>
  );
}
