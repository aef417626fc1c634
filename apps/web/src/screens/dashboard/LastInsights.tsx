import Link from "next/link";
import { screenAddress } from "@/lib/routes";

/** What thinking found last. It is not built yet, and says so. */
export function LastInsights() {
  return (
    <section aria-labelledby="insights" className="space-y-2 rounded-xl border border-line bg-panel p-4">
      <h2 id="insights" className="flex items-baseline justify-between text-sm font-semibold">
        Last insights
        <Link href={screenAddress("insights", null)} className="text-xs font-normal text-soft hover:text-ink hover:underline">
          All insights
        </Link>
      </h2>
      <p className="text-[13px] text-soft">
        None yet. Background thinking, which looks for bugs and risks between your questions, is not built yet.
      </p>
    </section>
  );
}
