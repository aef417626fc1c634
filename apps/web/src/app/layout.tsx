import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { SignInGate } from "@/features/login/SignInGate";
import { FindButton } from "@/features/palette/FindButton";
import { PaletteHost } from "@/features/palette/PaletteHost";
import { AppShell } from "@/features/shell/AppShell";
import { QueryProvider } from "@/lib/query";
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
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Blocks on purpose, for a millisecond: a chosen theme must stand before anything is painted. */}
        <script src="/theme.js" />
      </head>
      <body className="min-h-dvh font-sans antialiased">
        <QueryProvider>
          <SignInGate>
            <AppShell tools={<FindButton />}>{children}</AppShell>
            <PaletteHost />
          </SignInGate>
        </QueryProvider>
      </body>
    </html>
  );
}
