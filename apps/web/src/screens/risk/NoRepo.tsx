import Link from "next/link";
import { dashboardAddress } from "@/lib/routes";

/** The screen while it is not known, or not there, what it would be about. */
export function NoRepo({ isKnown }: { isKnown: boolean }) {
  return (
    <main className="mx-auto w-full max-w-5xl space-y-4 px-4 py-6">
      <h1 className="text-xl font-semibold tracking-tight">Risk</h1>
      {isKnown && (
        <p className="text-sm text-soft">
          No repository is connected yet.{" "}
          <Link href={dashboardAddress()} className="text-accent underline underline-offset-2">
            Connect one
          </Link>
          , and its risk shows here.
        </p>
      )}
    </main>
  );
}
