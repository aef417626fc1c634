import type { Schemas } from "@/lib/api";
import { formatCount } from "@/lib/format";
import { codeAddress } from "@/lib/routes";
import { describeSkip } from "@/lib/skips";
import { commitOf, readNumber, readSkips, type ListedRun } from "./runs";

const FACTS: [name: string, label: string][] = [
  ["files", "files in all"],
  ["files_changed", "files changed"],
  ["symbols", "definitions"],
  ["edges", "calls and imports"],
  ["chunks", "passages"],
  ["new_blobs", "contents read"],
  ["reused_blobs", "contents known already"],
];

/** What the run did, in numbers. */
export function RunReport({ run }: { run: ListedRun }) {
  if (!run.report) return null;
  return (
    <section aria-labelledby="run-report" className="space-y-2">
      <h3 id="run-report" className="font-semibold">
        What it did
      </h3>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-4">
        {FACTS.map(([name, label]) => (
          <div key={name} className="flex flex-col-reverse justify-end bg-panel px-3 py-2">
            <dt className="text-xs text-soft">{label}</dt>
            <dd className="text-base font-medium tabular-nums">{readNumber(run.report, name).toLocaleString("en")}</dd>
          </div>
        ))}
        <div className="flex flex-col-reverse justify-end bg-panel px-3 py-2">
          <dt className="text-xs text-soft">files left out</dt>
          <dd className="text-base font-medium tabular-nums">{countSkips(run).toLocaleString("en")}</dd>
        </div>
      </dl>
    </section>
  );
}

function countSkips(run: ListedRun): number {
  return Object.values(readSkips(run)).reduce((sum, count) => sum + count, 0);
}

/** Which files were left out, by reason, with the first of each where they are known still. */
export function RunSkips({ run, skipped }: { run: ListedRun; skipped: Schemas["SkippedShape"][] }) {
  const reasons = Object.entries(readSkips(run)).sort(([, one], [, other]) => other - one);
  if (reasons.length === 0) return null;
  return (
    <section aria-labelledby="run-skips" className="space-y-2">
      <h3 id="run-skips" className="font-semibold">
        What was left out, and why
      </h3>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {reasons.map(([reason, count]) => (
          <li key={reason} className="px-3 py-2 text-[13px]">
            <Reason run={run} reason={reason} count={count} skipped={skipped} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ReasonProps {
  run: ListedRun;
  reason: string;
  count: number;
  skipped: Schemas["SkippedShape"][];
}

function Reason({ run, reason, count, skipped }: ReasonProps) {
  const { label, why } = describeSkip(reason);
  const paths = skipped.find((each) => each.reason === reason)?.paths ?? [];
  const told = (
    <>
      <span className="font-medium">{label}</span> <span className="text-soft">{formatCount(count, "file")}. {why}</span>
    </>
  );
  if (paths.length === 0) return <p>{told}</p>;
  return (
    <details>
      <summary className="cursor-pointer select-none">{told}</summary>
      <ul className="mt-1 space-y-0.5 pl-4 font-mono text-xs leading-5">
        {paths.map((path) => (
          <li key={path} className="wrap-anywhere">
            <a
              href={codeAddress({ repo: run.repo, commit: commitOf(run), path, start_line: 1, end_line: 1 })}
              className="hover:underline"
            >
              {path}
            </a>
          </li>
        ))}
        {count > paths.length && <li className="font-sans text-soft">and {(count - paths.length).toLocaleString("en")} more</li>}
      </ul>
    </details>
  );
}
