"use client";

import Link from "next/link";
import { useState } from "react";
import { chatAddress, codeAddress } from "@/lib/routes";
import { QUIET } from "@/ui/IconButton";
import { IconButton } from "@/ui/IconButton";
import { ChatIcon, CheckIcon, CloseIcon, CodeIcon, DownIcon, MoreIcon, RetryIcon, UpIcon } from "@/ui/icons";
import { Menu, type MenuItem } from "@/ui/Menu";
import { Problem } from "@/ui/Problem";
import { placeOf, type Insight } from "./insights";
import { useVerdict } from "./useVerdict";

interface Props {
  insight: Insight;
  onDismiss: () => void;
}

/** What can be done with an insight. Each button says what it does; the keys stand in the list of keys. */
export function InsightActions({ insight, onDismiss }: Props) {
  const { say, rerun, isBusy, error } = useVerdict(insight.id);
  const [isAsked, setAsked] = useState(false);
  const place = placeOf(insight);
  const ask = chatAddress({
    repo: insight.repo,
    ask: `About "${insight.title}": is it so, and what follows from it?`,
    ...(place ? { focus: place } : {}),
  });
  const run = insight.run_id;
  const isDismissed = insight.state === "suppressed";
  const more: MenuItem[] = [
    ...(insight.status === "accepted" ? [] : [{ label: "Accept: it is so", icon: <CheckIcon />, onChoose: () => void say({ verdict: "accepted" }) }]),
    ...(run ? [{ label: "Look again (rerun)", icon: <RetryIcon />, isDisabled: isBusy, onChoose: () => void rerun(run).then(setAsked) }] : []),
  ];
  return (
    <div className="border-t border-line px-2 py-1">
      <div className="flex flex-wrap items-center gap-x-0.5">
        {place && (
          <Link href={codeAddress(place)} className={QUIET}>
            <CodeIcon /> Open in code
          </Link>
        )}
        <Link href={ask} onClick={() => void say({ verdict: "asked" })} className={QUIET}>
          <ChatIcon /> Ask about it
        </Link>
        {isDismissed ? (
          <button type="button" className={QUIET} disabled={isBusy} onClick={() => void say({ verdict: "restored" })}>
            <RetryIcon /> Restore
          </button>
        ) : (
          <button type="button" className={QUIET} onClick={onDismiss}>
            <CloseIcon /> Dismiss
          </button>
        )}
        <span className="ml-auto flex items-center">
          <IconButton
            label="Useful"
            aria-pressed={insight.mine === "useful"}
            disabled={isBusy}
            onClick={() => void say({ verdict: "useful" })}
          >
            <UpIcon />
          </IconButton>
          <IconButton
            label="Not useful"
            aria-pressed={insight.mine === "not_useful"}
            disabled={isBusy}
            onClick={() => void say({ verdict: "not_useful" })}
          >
            <DownIcon />
          </IconButton>
          <Menu items={more}>
            <IconButton label={`More about ${insight.title}`}>
              <MoreIcon />
            </IconButton>
          </Menu>
        </span>
      </div>
      {isAsked && (
        <p role="status" className="px-2 pb-1 text-xs text-soft">
          It will be looked at again; the engine page says when.
        </p>
      )}
      {error && (
        <div className="p-2">
          <Problem error={error} />
        </div>
      )}
    </div>
  );
}
