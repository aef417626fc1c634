import Link from "next/link";
import { formatAgo, formatDuration, formatMoment, shortSha } from "@/lib/format";
import type { ThoughtRun } from "@/lib/thinking";
import { readSha, tellTarget } from "@/lib/thoughts";
import { tookSeconds } from "../runs";
import { StatusMark } from "../StatusMark";
import { nameTrigger, tellRun } from "./words";

interface Props {
  run: ThoughtRun;
  now: number;
  isOpened: boolean;
  address: string;
}

/** A run of a Thought as a line of the table of all runs. */
export function ThoughtRow({ run, now, isOpened, address }: Props) {
  const took = tookSeconds(run, now);
  const told = tellRun(run);
  const isBad = run.status === "failed" || run.status === "lost";
  const reason = `${nameTrigger(run.trigger)} · ${tellTarget(run.target)}`;
  return (
    <tr
      data-run={run.id}
      data-thought={run.thought}
      aria-current={isOpened || undefined}
      className="relative border-b border-line last:border-b-0 hover:bg-raised aria-[current]:bg-raised"
    >
      <td className="w-0">
        <StatusMark run={run} />
      </td>
      <td className="min-w-0">
        <Link href={address} scroll={false} className="font-medium wrap-anywhere after:absolute after:inset-0 hover:underline">
          {run.repo}
          <span className="sr-only">, {run.thought}, {reason}</span>
        </Link>
        <span className="block text-xs text-soft @2xl:hidden">
          {run.thought} · {reason}
          <span className="@lg:hidden">, {formatAgo(run.created_at, now)}</span>
        </span>
        {told && <span className={`mt-0.5 block text-xs @4xl:hidden ${isBad ? "text-bad" : "text-soft"}`}>{told}</span>}
      </td>
      <td className="hidden @2xl:table-cell">{run.thought}</td>
      <td className="hidden @2xl:table-cell">
        {nameTrigger(run.trigger)}
        <span className="block text-xs text-soft wrap-anywhere">{tellTarget(run.target)}</span>
      </td>
      <td className="hidden font-mono text-xs leading-5 @5xl:table-cell">{shortSha(readSha(run.target)) || "–"}</td>
      <td className="hidden whitespace-nowrap @lg:table-cell">
        <time dateTime={run.created_at} title={formatMoment(run.created_at)}>
          {formatAgo(run.created_at, now)}
        </time>
      </td>
      <td className="w-0 text-right whitespace-nowrap tabular-nums">{took === null ? "–" : formatDuration(took)}</td>
      <td colSpan={2} className={`hidden wrap-anywhere @4xl:table-cell ${isBad ? "text-bad" : ""}`}>
        {told || "–"}
      </td>
    </tr>
  );
}
