"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { ConnectForm } from "@/features/repos/ConnectForm";
import { useGet } from "@/lib/query";
import { chatAddress } from "@/lib/routes";
import { Problem } from "@/ui/Problem";

/** The whole of `/`: what is connected, and the way to connect more. */
export function DashboardScreen() {
  const router = useRouter();
  const { data, error } = useGet("/repos", {});
  return (
    <main className="mx-auto max-w-5xl space-y-6 px-4 py-8">
      <h1 className="text-2xl font-semibold tracking-tight">Repositories</h1>
      {error && <Problem error={error} />}
      <ul className="divide-y divide-line rounded-lg border border-line bg-panel empty:hidden">
        {data?.repos.map((repo) => (
          <li key={repo.id} className="px-4 py-3 text-sm">
            <Link href={chatAddress({ repo: repo.name })} className="font-medium text-accent hover:underline">
              {repo.name}
            </Link>
          </li>
        ))}
      </ul>
      <section aria-label="Connect a repository" className="rounded-lg border border-line bg-panel p-4">
        <ConnectForm onIndexed={(repo) => router.push(chatAddress({ repo }))} />
      </section>
    </main>
  );
}
