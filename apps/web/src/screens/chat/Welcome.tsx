import Link from "next/link";
import { Starters } from "@/features/repos/Starters";
import type { RepoOverview } from "@/features/repos/useOverview";
import { dashboardAddress } from "@/lib/routes";

interface Props {
  repo: RepoOverview | undefined;
  isEmpty: boolean;
  onAsk: (question: string) => void;
}

/** Before the first question: what to expect, and what could be asked. */
export function Welcome({ repo, isEmpty, onAsk }: Props) {
  return (
    <section className="my-auto space-y-4 py-8">
      <h2 className="text-2xl font-semibold tracking-tight text-balance">Ask the code, check the answer</h2>
      <p className="max-w-prose text-soft">
        Every statement is checked against the lines that it cites, at one commit. Open a citation to read them.
      </p>
      {repo?.latest && <Starters repo={repo.name} revision={repo.latest.sha} onAsk={onAsk} />}
      {isEmpty && (
        <p>
          No repository is connected yet.{" "}
          <Link href={dashboardAddress()} className="text-accent underline">
            Connect one
          </Link>
        </p>
      )}
    </section>
  );
}
