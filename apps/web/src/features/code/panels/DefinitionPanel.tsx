"use client";

import { addressOf } from "@/lib/place";
import { GoLink } from "@/ui/GoLink";
import type { Definitions, NameAt } from "./names";

interface Props {
  at: NameAt;
  found: Definitions;
  onGo: (address: string) => void;
}

/** Where a name that means several things could lead. */
export function DefinitionPanel({ at, found, onGo }: Props) {
  const name = found.name || at.name;
  if (found.definitions.length === 0) {
    return (
      <p className="p-3 text-[13px] text-soft">
        No definition of <span className="font-mono">{name || "this"}</span> is known in this repository.
      </p>
    );
  }
  return (
    <div className="h-full overflow-auto" role="region" aria-label="Definitions" tabIndex={0}>
      <p className="border-b border-line px-3 py-2 text-xs leading-5 text-soft">
        Which <span className="font-mono font-medium text-ink">{name}</span> is meant is not certain: these have the name,
        the likeliest first.
      </p>
      <ul>
        {found.definitions.map((each) => {
          const { path, start_line } = each;
          const address = addressOf({ repo: at.repo, commit: at.commit, path, start_line, end_line: start_line });
          return (
            <li key={`${path} ${start_line} ${each.qualified_name}`} className="border-b border-line">
              <GoLink
                href={address}
                onGo={onGo}
                className="block px-3 py-2 -outline-offset-2 hover:bg-raised"
              >
                <span className="block font-mono text-xs wrap-anywhere">{each.signature || each.qualified_name}</span>
                <span className="block text-xs text-soft wrap-anywhere">
                  {each.kind.replaceAll("_", " ")} in {path}:{start_line}
                </span>
              </GoLink>
            </li>
          );
        })}
      </ul>
      {found.is_cut && <p className="p-3 text-xs text-soft">There are more of that name.</p>}
    </div>
  );
}
