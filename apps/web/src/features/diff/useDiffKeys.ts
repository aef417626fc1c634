import { useKeys } from "@/lib/keys";

const REACHED_PX = 60; // what stands this near to the top is where one is

/** n and p lead from file to file, j and k from part to part. */
export function useDiffKeys(): void {
  const group = "Differences";
  useKeys({
    n: { does: "Next file", group, run: () => step("[data-file]", 1) },
    p: { does: "Previous file", group, run: () => step("[data-file]", -1) },
    j: { does: "Next change", group, run: () => step("[data-hunk]", 1) },
    k: { does: "Previous change", group, run: () => step("[data-hunk]", -1) },
  });
}

function step(selector: string, by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>(selector)];
  const focused = document.activeElement?.closest<HTMLElement>(selector);
  const at = focused ? all.indexOf(focused) : findCurrent(all);
  const next = all[at + by] ?? (at < 0 ? all[0] : undefined);
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "start" });
}

/** The last one that begins above what is seen; -1 before the first. */
function findCurrent(all: HTMLElement[]): number {
  return all.findLastIndex((each) => each.getBoundingClientRect().top <= REACHED_PX);
}
