"use client";

import { useEffect, useRef } from "react";
import { showControls } from "@/lib/controls";
import { formatBytes, formatCount, formatMoment } from "@/lib/format";
import type { ThoughtRunDetail } from "@/lib/thinking";
import { DownloadIcon } from "@/ui/icons";
import { isActive } from "../runs";

/** The log as it is written; it follows its end while the run goes on. */
export function LogView({ run, log }: { run: ThoughtRunDetail; log: ThoughtRunDetail["log"] }) {
  const frame = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (frame.current && isActive(run)) frame.current.scrollTop = frame.current.scrollHeight;
  }, [log.length]);
  return (
    <section aria-labelledby="run-log" className="space-y-2">
      <h3 id="run-log" className="font-semibold">
        Log
      </h3>
      {log.length === 0 ? (
        <p className="text-[13px] text-soft">{isActive(run) ? "Nothing is written yet." : "It wrote nothing."}</p>
      ) : (
        <pre
          ref={frame}
          tabIndex={0}
          role="log"
          aria-label="Log of the run"
          className="max-h-80 overflow-auto rounded-md border border-line bg-page py-1.5 font-mono text-xs leading-5"
        >
          {log.map((line) => (
            <span key={line.number} data-line={line.number} title={formatMoment(line.at)} className="block px-3 whitespace-pre-wrap wrap-anywhere">
              <span aria-hidden="true" className="mr-3 inline-block w-6 text-right text-soft tabular-nums select-none">
                {line.number}
              </span>
              {showControls(line.text)}
            </span>
          ))}
        </pre>
      )}
      {run.log_is_cut && <p className="text-xs text-soft">The log is longer; what is above is a part of it.</p>}
    </section>
  );
}

export function ArtifactList({ run }: { run: ThoughtRunDetail }) {
  if (run.artifacts.length === 0) return null;
  return (
    <section aria-labelledby="run-artifacts" className="space-y-2">
      <h3 id="run-artifacts" className="font-semibold">
        What it left
      </h3>
      <ul className="divide-y divide-line rounded-lg border border-line text-[13px]">
        {run.artifacts.map((artifact) => (
          <li key={artifact.name} className="flex flex-wrap items-center gap-x-3 px-3 py-1.5">
            <a href={artifact.url} download={artifact.name} className="inline-flex items-center gap-1.5 font-mono text-xs font-medium wrap-anywhere hover:underline">
              <DownloadIcon /> {artifact.name}
            </a>
            <span className="text-xs text-soft">
              {artifact.media_type}, {formatBytes(artifact.size_bytes)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What it read, by which it is known whether the same was looked at before. */
export function InputList({ run }: { run: ThoughtRunDetail }) {
  const inputs = Object.entries(run.inputs);
  if (inputs.length === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer font-semibold select-none">What it read ({formatCount(inputs.length, "input")})</summary>
      <dl className="mt-2 space-y-1 text-xs">
        {inputs.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[9rem_minmax(0,1fr)] gap-x-3">
            <dt className="text-soft wrap-anywhere">{name}</dt>
            <dd className="font-mono wrap-anywhere">{showControls(tell(value))}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const SHOWN_CHARS = 300;

function tell(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
