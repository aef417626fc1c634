import type { MouseEvent } from "react";
import { addressOf } from "@/features/code/address";
import type { Citation } from "@/lib/api";
import { formatLines } from "@/lib/format";

interface Props {
  citation: Citation;
  number: number;
  onOpen: (citation: Citation) => void;
}

/** Opens the panel; a click that asks for a new tab, and a copied link, lead to the same lines. */
export function useOpening({ citation, onOpen }: Pick<Props, "citation" | "onOpen">) {
  return {
    href: addressOf(citation),
    onClick: (event: MouseEvent) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      onOpen(citation);
    },
  };
}

export function CitationLink({ citation, number, onOpen }: Props) {
  const opening = useOpening({ citation, onOpen });
  const place = `${citation.path}:${formatLines(citation.start_line, citation.end_line)}`;
  return (
    <a
      {...opening}
      title={place}
      aria-label={`Citation ${number}: ${place}`}
      className="ml-1 inline-flex min-w-6 justify-center rounded-md border border-line bg-raised px-1.5 align-baseline text-xs leading-5 font-semibold text-accent hover:border-accent"
    >
      {number}
    </a>
  );
}

export function SourceLink({ citation, number, onOpen }: Props) {
  const opening = useOpening({ citation, onOpen });
  const slash = citation.path.lastIndexOf("/") + 1;
  return (
    <a {...opening} className="group flex gap-2 rounded-md px-2 py-1.5 hover:bg-raised">
      <span className="w-5 shrink-0 text-right text-xs leading-5 font-semibold text-accent">{number}</span>
      <span className="min-w-0 font-mono text-[13px] leading-5 wrap-anywhere">
        <span className="text-soft">{citation.path.slice(0, slash)}</span>
        <span className="font-medium group-hover:underline">{citation.path.slice(slash)}</span>
        <span className="whitespace-nowrap text-soft">:{formatLines(citation.start_line, citation.end_line)}</span>
        {citation.symbol && <span className="block text-soft sm:ml-2 sm:inline">{citation.symbol}</span>}
      </span>
    </a>
  );
}
