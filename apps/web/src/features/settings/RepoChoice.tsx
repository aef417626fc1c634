"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useGet } from "@/lib/query";
import { dashboardAddress, settingsAddress } from "@/lib/routes";
import { Problem } from "@/ui/Problem";
import { INPUT } from "./fields";
import type { SectionId } from "./sections";

interface Props {
  section: SectionId;
  repo: string | null;
  children: (repo: string) => ReactNode;
}

/** Which repository a section is about, and the section once there is one. */
export function RepoChoice({ section, repo, children }: Props) {
  const router = useRouter();
  const { data, error } = useGet("/repos", {});
  if (error) return <Problem error={error} />;
  if (!data) return null;
  const names = data.repos.map((each) => each.name);
  const chosen = repo !== null && names.includes(repo) ? repo : (names[0] ?? null);
  if (chosen === null) {
    return (
      <p className="text-sm text-soft">
        No repository is connected yet.{" "}
        <Link href={dashboardAddress()} className="text-accent underline underline-offset-2">
          Connect one
        </Link>
        , and it is set up here.
      </p>
    );
  }
  return (
    <div className="space-y-5">
      <label className="flex max-w-md items-center gap-3 text-sm">
        <span className="shrink-0 text-soft">Repository</span>
        <select
          value={chosen}
          onChange={(event) => router.replace(settingsAddress(section, event.target.value), { scroll: false })}
          className={INPUT}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {children(chosen)}
    </div>
  );
}
