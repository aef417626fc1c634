import { formatLines, shortSha } from "@/lib/format";
import { codeAddress, type Focus } from "@/lib/routes";
import { CloseIcon } from "@/ui/icons";

interface Props {
  focus: Focus;
  repo: string | null;
  /** Without it the lines stay: the question was asked. */
  onRemove?: () => void;
}

/** The lines that a question is about. */
export function FocusChip({ focus, repo, onRemove }: Props) {
  const place = `${focus.path}:${formatLines(focus.start_line, focus.end_line)}`;
  const address = codeAddress({ ...focus, repo: repo ?? "", commit: focus.rev ?? "" });
  return (
    <span className="inline-flex max-w-full items-center gap-1 rounded-md border border-line bg-raised pl-2 text-[13px] leading-6">
      <span className="shrink-0 text-soft">About</span>
      <a href={address} target="_blank" rel="noopener" className="min-w-0 truncate font-mono text-xs hover:underline" title={place}>
        {place}
      </a>
      {focus.rev && <span className="shrink-0 font-mono text-xs text-soft">@ {shortSha(focus.rev)}</span>}
      {onRemove ? (
        <button
          type="button"
          aria-label={`Do not ask about ${place}`}
          onClick={onRemove}
          className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-soft hover:bg-page hover:text-ink"
        >
          <CloseIcon />
        </button>
      ) : (
        <span className="pr-2" />
      )}
    </span>
  );
}
