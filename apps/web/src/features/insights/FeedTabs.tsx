import Link from "next/link";
import type { InsightCounts } from "@/lib/thinking";
import { FILTERS, type FeedFilter } from "./insights";

interface Props {
  chosen: FeedFilter;
  counts: InsightCounts | null;
  addressOf: (filter: FeedFilter) => string;
}

/** Which part of the feed: what is open, what waits, what is settled. */
export function FeedTabs({ chosen, counts, addressOf }: Props) {
  return (
    <nav aria-label="Part of the feed" className="flex flex-wrap gap-0.5">
      {(Object.keys(FILTERS) as FeedFilter[]).map((filter) => (
        <Link
          key={filter}
          href={addressOf(filter)}
          scroll={false}
          aria-current={filter === chosen ? "page" : undefined}
          className="rounded-md px-2.5 py-1.5 text-[13px] leading-5 text-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {FILTERS[filter].label}
          {filter === "waiting" && counts !== null && counts.waiting > 0 && (
            <span className="ml-1.5 rounded-full bg-line px-1.5 text-xs tabular-nums">{counts.waiting.toLocaleString("en")}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
