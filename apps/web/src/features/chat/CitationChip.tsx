import type { MouseEvent } from "react";
import type { Statement } from "@/lib/answer";
import type { Citation } from "@/lib/api";
import { addressOf, namePlace } from "@/lib/place";
import { CitationPreview } from "./CitationPreview";
import { useTitle } from "./Titles";

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

interface ChipProps extends Props {
  status?: Statement["status"] | undefined;
}

/** The number of a source in the text; the pointer or the focus on it previews the lines. */
export function CitationChip({ citation, number, status, onOpen }: ChipProps) {
  const opening = useOpening({ citation, onOpen });
  const title = useTitle(citation);
  const place = title ? `${namePlace(citation)} ${title}` : namePlace(citation);
  const chip = (
    <a
      {...opening}
      data-citation={citation.id}
      aria-label={`Citation ${number}: ${place}`}
      className="ml-1 inline-flex min-w-5 justify-center rounded border border-line bg-raised px-1 align-baseline font-mono text-[11px] leading-[1.125rem] font-semibold text-accent not-italic hover:border-accent"
    >
      {number}
    </a>
  );
  return <CitationPreview citation={citation} number={number} title={title} trigger={chip} {...(status ? { status } : {})} />;
}
