"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { ThinkingState } from "@/features/thinking/ThinkingState";
import { FeedFilters } from "@/features/insights/FeedFilters";
import { FeedTabs } from "@/features/insights/FeedTabs";
import { FeedView } from "@/features/insights/FeedView";
import { readFeed, writeFeed, type Feed } from "@/features/insights/insights";
import { RuleList } from "@/features/insights/RuleList";
import { useFeed } from "@/features/insights/useFeed";
import { useCurrentRepo } from "@/lib/repo";
import { insightsAddress, sarifAddress, screenAddress } from "@/lib/routes";
import { useWide } from "@/lib/useWide";
import { QUIET } from "@/ui/IconButton";
import { DownloadIcon, RunsIcon } from "@/ui/icons";

const WIDE_PX = 1024;

/** `/insights?repo=&filter=&severity=&kind=&thought=&path=&q=&insight=`: what was found without being asked. */
export function InsightsScreen() {
  const query = useSearchParams();
  const last = useCurrentRepo();
  const repo = query.has("repo") ? query.get("repo") || null : last;
  const feed = readFeed(query, repo);
  const router = useRouter();
  const read = useFeed(feed);
  const isWide = useWide(WIDE_PX);
  const change = (changed: Feed) => router.replace(insightsAddress(writeFeed(changed)), { scroll: false });
  const filters = <FeedFilters feed={feed} counts={read.counts} onChange={change} />;
  return (
    <main className="mx-auto w-full max-w-[90rem] space-y-4 px-4 py-6">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight">Insights</h1>
          <p className="mt-0.5 text-[13px] text-soft wrap-anywhere">
            What was found out{feed.repo ? ` about ${feed.repo}` : ""} without being asked, each with the lines it stands on.
          </p>
        </div>
        <div className="flex flex-wrap">
          <Link href={screenAddress("engine", feed.repo)} className={QUIET}>
            <RunsIcon /> Engine
          </Link>
          {feed.repo && (
            <a href={sarifAddress(feed.repo)} download={`${feed.repo.replaceAll("/", "-")}.sarif`} className={QUIET}>
              <DownloadIcon /> SARIF
            </a>
          )}
        </div>
      </header>
      <FeedTabs chosen={feed.filter} counts={read.counts} addressOf={(filter) => insightsAddress(writeFeed({ ...feed, filter }))} />
      <div className="grid items-start gap-6 lg:grid-cols-[14rem_minmax(0,1fr)]">
        {isWide ? (
          <aside aria-label="Narrow the feed">{filters}</aside>
        ) : (
          <details className="rounded-lg border border-line bg-panel px-3 py-2">
            <summary className="cursor-pointer text-[13px] font-medium select-none">Narrow the feed</summary>
            <div className="pt-3">{filters}</div>
          </details>
        )}
        <div className="min-w-0 space-y-6">
          <FeedView feed={feed} read={read} opened={query.get("insight")} state={<ThinkingState repo={feed.repo} />} />
          {feed.filter === "shadow" && <RuleList repo={feed.repo} />}
        </div>
      </div>
    </main>
  );
}
