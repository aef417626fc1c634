import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { SignInGate } from "@/features/login/SignInGate";
import "./globals.css";

export const metadata: Metadata = {
  title: "repochat",
  description: "Ask a git repository; every statement leads to the lines that prove it.",
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf9f7" },
    { media: "(prefers-color-scheme: dark)", color: "#131519" },
  ],
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body className="min-h-dvh font-sans antialiased">
        <SignInGate>{children}</SignInGate>
      </body>
    </html>
  );
}
