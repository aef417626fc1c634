"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { api, call, send, type ApiError, type Schemas } from "@/lib/api";
import { formatAgo, shortSha } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { DifferenceWords } from "./DifferenceView";
import { useWatches, type Watch } from "./useAges";

type Report = Schemas["WatchReportShape"];

/** What changed in the evidence of a watched question, the newest first. */
export function ReportList({ watch }: { watch: Watch }) {
  const { reload } = useWatches();
  const { reports, error } = useReports(watch);
  const [refused, setRefused] = useState<ApiError | null>(null);

  async function markRead() {
    setRefused(await send(api.POST("/watches/{watch_id}/read", { params: { path: { watch_id: watch.id } } })));
    await reload();
  }

  const problem = error ?? refused;
  return (
    <>
      {problem && <Problem error={problem} />}
      {reports?.length === 0 && <p className="text-soft">Its evidence has not changed since it is watched.</p>}
      <ol aria-label="Reports" className="divide-y divide-line/60">
        {reports?.map((report) => (
          <li key={report.id} data-report={report.read_at ? "read" : "new"} className="space-y-1 py-2 first:pt-0 last:pb-0">
            <ReportView report={report} />
          </li>
        ))}
      </ol>
      {reports === null && !problem && <p className="text-soft">Loading</p>}
      {reports !== null && watch.unread > 0 && <Button onClick={() => void markRead()}>Mark as read</Button>}
    </>
  );
}

function ReportView({ report }: { report: Report }) {
  return (
    <>
      <p className="text-soft">
        {!report.read_at && <span className="mr-1.5 font-semibold text-fair">New</span>}
        At <span className="font-mono">{shortSha(report.sha)}</span>,{" "}
        <time dateTime={report.created_at}>{formatAgo(report.created_at)}</time>
      </p>
      <DifferenceWords words={(report.difference as Schemas["DifferenceShape"]).words} />
      <p className="flex flex-wrap gap-x-4">
        {report.after_id && <AnswerLink answer={report.after_id} words="Read the new answer" />}
        {report.before_id && <AnswerLink answer={report.before_id} words="The answer before" />}
      </p>
    </>
  );
}

function AnswerLink({ answer, words }: { answer: string; words: string }) {
  return (
    <Link href={`/answer?id=${answer}`} className="text-accent hover:underline">
      {words}
    </Link>
  );
}

/** Read anew when there are new ones, and when they were read. */
function useReports({ id, unread }: Watch) {
  const [reports, setReports] = useState<Report[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void call(api.GET("/watches/{watch_id}/reports", { params: { path: { watch_id: id } } })).then((found) => {
      if (!isCurrent) return;
      if (found.data) setReports(found.data.reports);
      setError(found.error);
    });
    return () => {
      isCurrent = false;
    };
  }, [id, unread]);
  return { reports, error };
}
