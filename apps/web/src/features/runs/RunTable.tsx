import Link from "next/link";
import { formatAgo, formatDuration, formatMoment, shortSha } from "@/lib/format";
import {
  commitOf,
  describeFiles,
  describeProblems,
  nameRevision,
  tookSeconds,
  TRIGGER_WORDS,
  type AnyRun,
  type ListedRun,
} from "./runs";
import { StatusMark } from "./StatusMark";
import { ThoughtRow } from "./thoughts/ThoughtRow";

interface Props {
  runs: readonly AnyRun[];
  now: number;
  opened: string | null;
  address: (run: AnyRun) => string;
}

const HEADS: [label: string, look: string][] = [
  ["Status", ""],
  ["Repository", "min-w-32"],
  ["Kind", "hidden @2xl:table-cell"],
  ["For", "hidden min-w-40 @2xl:table-cell"],
  ["Commit", "hidden @5xl:table-cell"],
  ["When", "hidden @lg:table-cell"],
  ["Took", "text-right"],
  ["Files", "hidden text-right @4xl:table-cell"],
  ["Outcome", "hidden w-1/4 min-w-48 @4xl:table-cell"],
];

/** All runs, a line each; a narrow screen has the columns that it lacks under the repository's name. */
export function RunTable({ runs, now, opened, address }: Props) {
  return (
    <table className="w-full text-[13px] [&_td]:px-3 [&_td]:py-2 [&_td]:align-top [&_th]:px-3 [&_th]:py-2">
      <thead>
        <tr className="border-b border-line text-left text-xs text-soft">
          {HEADS.map(([label, look]) => (
            <th key={label} scope="col" className={`font-medium ${look}`}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((each) => {
          const shown = { now, isOpened: each.run.id === opened, address: address(each) };
          if (each.kind === "thought") return <ThoughtRow key={each.run.id} run={each.run} {...shown} />;
          return <Row key={each.run.id} run={each.run} {...shown} />;
        })}
      </tbody>
    </table>
  );
}

function Row({ run, now, isOpened, address }: { run: ListedRun; now: number; isOpened: boolean; address: string }) {
  const took = tookSeconds(run, now);
  const problems = describeProblems(run);
  const reason = `${TRIGGER_WORDS[run.trigger].short} · ${nameRevision(run)}`;
  return (
    <tr
      data-run={run.id}
      aria-current={isOpened || undefined}
      className="relative border-b border-line last:border-b-0 hover:bg-raised aria-[current]:bg-raised"
    >
      <td className="w-0">
        <StatusMark run={run} />
      </td>
      <td className="min-w-0">
        <Link
          href={address}
          scroll={false}
          className="font-medium wrap-anywhere after:absolute after:inset-0 hover:underline"
        >
          {run.repo}
          <span className="sr-only">, {reason}</span>
        </Link>
        <span className="block text-xs text-soft @2xl:hidden">
          {reason}
          <span className="@lg:hidden">, {formatAgo(run.created_at, now)}</span>
        </span>
        {problems && <span className={`mt-0.5 block text-xs @4xl:hidden ${lookOf(run)}`}>{problems}</span>}
      </td>
      <td className="hidden @2xl:table-cell">Indexing</td>
      <td className="hidden @2xl:table-cell" title={TRIGGER_WORDS[run.trigger].long}>
        {TRIGGER_WORDS[run.trigger].short}
        <span className="block text-xs text-soft wrap-anywhere">{nameRevision(run)}</span>
      </td>
      <td className="hidden font-mono text-xs leading-5 @5xl:table-cell">{shortSha(commitOf(run)) || "–"}</td>
      <td className="hidden whitespace-nowrap @lg:table-cell">
        <time dateTime={run.created_at} title={formatMoment(run.created_at)}>
          {formatAgo(run.created_at, now)}
        </time>
      </td>
      <td className="w-0 text-right whitespace-nowrap tabular-nums">{took === null ? "–" : formatDuration(took)}</td>
      <td className="hidden text-right whitespace-nowrap tabular-nums @4xl:table-cell">{describeFiles(run)}</td>
      <td className={`hidden wrap-anywhere @4xl:table-cell ${problems ? lookOf(run) : "text-soft"}`}>
        {problems || (run.status === "done" ? "No problem" : "–")}
      </td>
    </tr>
  );
}

function lookOf(run: ListedRun): string {
  return run.status === "failed" ? "text-bad" : "text-fair";
}
