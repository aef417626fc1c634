"use client";

import { useState } from "react";
import { FileList } from "@/features/diff/FileList";
import { FileSection } from "@/features/diff/FileSection";
import { Counts } from "@/features/diff/Counts";
import type { Sides } from "@/features/diff/model";
import { SidesHeader } from "@/features/diff/SidesHeader";
import { useDiffKeys } from "@/features/diff/useDiffKeys";
import type { Schemas } from "@/lib/api";
import { formatCount } from "@/lib/format";
import { useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";
import { Choices } from "./Choices";
import { Suggestion } from "./Suggestion";
import { useIsWide, useView } from "./useView";
import { useSides } from "./useSides";

type Difference = Schemas["DiffShape"];

/** The whole of `/diff`: what differs between two revisions. */
export function DiffScreen() {
  const { repo, base, head, since, path, go } = useSides();
  if (!repo) {
    return (
      <main className="mx-auto max-w-3xl px-4 py-8">
        <h1 className="text-xl font-semibold">Difference</h1>
        <p className="mt-2 text-sm text-soft">Choose a repository on the dashboard first.</p>
      </main>
    );
  }
  const sides = { repo, base, head, since };
  return (
    <main className="space-y-4 px-3 py-4 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-base font-semibold wrap-anywhere">Difference of {repo}</h1>
        <SidesHeader
          repo={repo}
          base={base}
          head={head}
          onBase={(rev) => go({ base: rev })}
          onHead={(rev) => go({ head: rev })}
          onSwap={() => go({ base: head, head: base })}
        />
      </div>
      {base && head ? (
        <Compared sides={sides} path={path} onSince={(next) => go({ since: next })} onPath={(next) => go({ path: next })} />
      ) : (
        <Suggestion repo={repo} base={base} head={head} />
      )}
    </main>
  );
}

interface ComparedProps {
  sides: Sides;
  path: string | null;
  onSince: (since: Sides["since"]) => void;
  onPath: (path: string) => void;
}

function Compared({ sides, path, onSince, onPath }: ComparedProps) {
  const { repo, ...query } = sides;
  const { data, error } = useGet("/repos/{repo}/diff", { params: { path: { repo }, query } });
  if (error) return <Problem error={error} />;
  if (!data) return <p className="text-sm text-soft">Comparing</p>;
  return <Files key={`${data.old} ${data.head}`} sides={sides} difference={data} path={path} onSince={onSince} onPath={onPath} />;
}

function Files({ sides, difference, path, onSince, onPath }: ComparedProps & { difference: Difference }) {
  const [view, setView] = useView();
  const isWide = useIsWide();
  const [chosen, setChosen] = useState({ path, at: 0 });
  useDiffKeys();
  const { files, files_count, added, removed } = difference;
  const choose = (next: string) => {
    setChosen({ path: next, at: chosen.at + 1 });
    onPath(next);
  };
  const left = files_count - files.length;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-[13px]">
        <p>
          {formatCount(files_count, "changed file")} <Counts added={added} removed={removed} />
        </p>
        <Choices difference={difference} since={sides.since} onSince={onSince} view={view} onView={isWide ? setView : null} />
      </div>
      {files.length === 0 && <p className="text-sm text-soft">Nothing differs between the two.</p>}
      {left > 0 && <p className="text-[13px] text-soft">The first {formatCount(files.length, "file")} are listed; {left.toLocaleString("en")} more differ.</p>}
      {files.length > 0 && (
        <div className="gap-5 lg:flex">
          <aside className="mb-4 lg:sticky lg:top-3 lg:mb-0 lg:flex lg:max-h-[calc(100dvh-1.5rem)] lg:w-72 lg:shrink-0 lg:flex-col 2xl:w-96">
            <div className="flex max-h-60 min-h-0 flex-col lg:max-h-none lg:flex-1">
              <FileList files={files} chosen={chosen.path} onChoose={choose} />
            </div>
          </aside>
          <div className="min-w-0 flex-1 space-y-3">
            {files.map((file) => (
              <FileSection
                key={`${file.old_path} ${file.path}`}
                sides={sides}
                old={difference.old}
                head={difference.head}
                file={file}
                isSplit={isWide && view === "split"}
                turn={file.path === chosen.path ? chosen.at : null}
              />
            ))}
          </div>
        </div>
      )}
    </>
  );
}
