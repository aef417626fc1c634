"use client";

import { useRouter } from "next/navigation";
import { useKeys, type Keys } from "@/lib/keys";
import { useCurrentRepo } from "@/lib/repo";
import { PLACES } from "./places";

/** `g` and a letter lead to a screen. */
export function KeyedNavigation() {
  const router = useRouter();
  const repo = useCurrentRepo();
  const keys: Keys = {};
  for (const place of PLACES) {
    keys[place.key] = { does: `Go to ${place.label}`, run: () => router.push(place.address(repo)), group: "Go to" };
  }
  useKeys(keys);
  return null;
}
