import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Not found · repochat" };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-4 py-24">
      <h1 className="text-2xl font-semibold">There is nothing here</h1>
      <p className="mt-3 text-soft">
        <Link className="text-accent underline" href="/chat">
          Ask a question instead
        </Link>
      </p>
    </main>
  );
}
