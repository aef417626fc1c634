import { useRouter, useSearchParams } from "next/navigation";
import type { Sides } from "@/features/diff/model";
import { useCurrentRepo } from "@/lib/repo";
import { diffAddress } from "@/lib/routes";

/** What the address compares, and how it is changed. */
export function useSides() {
  const query = useSearchParams();
  const router = useRouter();
  const repo = useCurrentRepo();
  const base = query.get("base") ?? "";
  const head = query.get("head") ?? "";
  const since: Sides["since"] = query.get("since") === "merge_base" ? "merge_base" : "base";
  const go = (change: Partial<Sides> & { path?: string }) => {
    if (repo) router.replace(diffAddress({ repo, base, head, since, ...change }), { scroll: false });
  };
  return { repo, base, head, since, path: query.get("path"), go };
}
