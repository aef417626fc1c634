import Link from "next/link";
import type { ReactNode } from "react";
import { settingsAddress } from "@/lib/routes";
import { ThinkingState } from "./ThinkingState";

export interface Promised {
  what: string;
  how: string;
}

export interface Today {
  address: string;
  label: string;
  what: string;
}

interface Props {
  title: string;
  subtitle: string;
  icon: ReactNode;
  /** That there is nothing, in a sentence. */
  nothing: string;
  repo: string | null;
  promised: readonly Promised[];
  today: readonly Today[];
}

/** A screen whose contents are not made yet: it says so, says what will stand here, and what helps until then. */
export function NotYet({ title, subtitle, icon, nothing, repo, promised, today }: Props) {
  return (
    <main className="mx-auto w-full max-w-5xl space-y-8 px-4 py-6">
      <header>
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-0.5 text-[13px] text-soft wrap-anywhere">{subtitle}</p>
      </header>
      <section
        aria-label="State"
        className="flex flex-col gap-4 rounded-lg border border-dashed border-line px-5 py-6 sm:flex-row sm:items-start"
      >
        <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-raised text-soft">{icon}</span>
        <div className="min-w-0 flex-1 space-y-1.5">
          <h2 className="font-semibold">{nothing}</h2>
          <ThinkingState repo={repo} />
        </div>
        <Link
          href={settingsAddress("thinking", repo)}
          className="inline-flex min-h-9 shrink-0 items-center self-start rounded-lg border border-line bg-panel px-3.5 py-1.5 text-sm font-medium hover:bg-raised"
        >
          Thinking settings
        </Link>
      </section>
      <div className="grid gap-8 lg:grid-cols-2">
        <section aria-labelledby="promised">
          <h2 id="promised" className="font-semibold">
            What will stand here
          </h2>
          <ul className="mt-3 space-y-3 text-sm">
            {promised.map(({ what, how }) => (
              <li key={what} className="border-l-2 border-line pl-3">
                {what}
                <span className="block text-[13px] text-soft">{how}</span>
              </li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="today">
          <h2 id="today" className="font-semibold">
            What there is today
          </h2>
          <ul className="mt-3 divide-y divide-line rounded-lg border border-line bg-panel">
            {today.map(({ address, label, what }) => (
              <li key={label} className="relative px-4 py-3 text-sm hover:bg-raised">
                <Link href={address} className="font-medium text-accent after:absolute after:inset-0 hover:underline">
                  {label}
                </Link>
                <span className="block text-[13px] text-soft">{what}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </main>
  );
}
