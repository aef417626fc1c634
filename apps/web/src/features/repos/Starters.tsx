"use client";

import { useGet } from "@/lib/query";
import { Button } from "@/ui/Button";

const HOUR_MS = 3_600_000;

/** Questions about what the repository itself leans on. `revision` is the newest indexed commit. */
export function Starters({ repo, revision, onAsk }: { repo: string; revision: string; onAsk: (question: string) => void }) {
  const { data } = useGet("/repos/{repo}/starters", { params: { path: { repo } } }, { freshMs: HOUR_MS, keepsOld: true });
  const starters = data?.starters ?? [];
  return (
    <ul aria-label={`Questions to begin with about ${repo}`} data-revision={revision} className="flex min-h-9 flex-wrap gap-2">
      {starters.map(({ question, path }) => (
        <li key={question} className="min-w-0">
          <Button className="max-w-full text-left font-normal wrap-anywhere" title={path ?? ""} onClick={() => onAsk(question)}>
            {question.replaceAll("`", "")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
