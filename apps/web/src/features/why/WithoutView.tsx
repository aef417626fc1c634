import type { Schemas } from "@/lib/api";
import { addressOf } from "@/lib/place";
import { PlaceText } from "@/ui/PlaceText";

interface Props {
  other: Schemas["Without"];
  repo: string;
  revision: string;
}

/** What would have been found without a group of features, beside what was. */
export function WithoutView({ other, repo, revision }: Props) {
  const isSame = other.gone.length === 0 && other.hits.every((hit) => hit.rank === hit.was);
  return (
    <div data-without={other.without} aria-live="polite" className="space-y-2">
      {other.note && <p className="text-xs text-soft">{other.note}</p>}
      {isSame && <p className="text-[13px]">The same places in the same order: it made no difference here.</p>}
      <ol className="space-y-1">
        {[...other.hits, ...other.gone].map((hit) => (
          <li key={`${hit.path}:${hit.start_line}`} className="flex items-baseline gap-2">
            <span className="w-5 shrink-0 text-right text-xs text-soft tabular-nums">{hit.rank ?? "–"}</span>
            <a
              href={addressOf({ ...hit, repo, commit: revision })}
              target="_blank"
              rel="noopener"
              className={`group min-w-0 flex-1 ${hit.rank === null ? "line-through decoration-soft" : ""}`}
            >
              <PlaceText {...hit} />
            </a>
            <span className="shrink-0 text-xs text-soft">{describeMove(hit)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function describeMove(hit: Schemas["WithoutHit"]): string {
  if (hit.rank === null) return `gone (was ${hit.was ?? "?"})`;
  if (hit.was === null) return "new";
  if (hit.rank === hit.was) return "as it was";
  return hit.rank < hit.was ? `up from ${hit.was}` : `down from ${hit.was}`;
}
