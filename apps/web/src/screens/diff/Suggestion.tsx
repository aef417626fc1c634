"use client";

import Link from "next/link";
import { useGet } from "@/lib/query";
import { diffAddress } from "@/lib/routes";
import { Problem } from "@/ui/Problem";

/** What to do while a side is missing: choose it, or look at the last commit. */
export function Suggestion({ repo, base, head }: { repo: string; base: string; head: string }) {
  const { data, error } = useGet("/repos/{repo}/refs", { params: { path: { repo } } });
  if (error) return <Problem error={error} />;
  const branch = data?.default_branch;
  const missing = base || head ? `Choose the ${base ? "head" : "base"} revision, too.` : "Choose the two revisions to compare.";
  return (
    <div className="space-y-2 text-sm text-soft">
      <p>{missing}</p>
      {branch && (
        <p>
          Or see{" "}
          <Link href={diffAddress({ repo, base: `${branch}~1`, head: branch })} className="text-accent hover:underline">
            what the last commit of {branch} changed
          </Link>
          .
        </p>
      )}
    </div>
  );
}
