import type { ReactNode } from "react";
import { isWebAddress, nameForge } from "@/lib/place";
import { AwayIcon } from "@/ui/icons";

/** What is known of a commit or a pull request, in a line that wraps. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-[13px] leading-5 text-soft">
      {children}
    </p>
  );
}

/** To where it stands on its host; nothing where no host is known. */
export function AwayLink({ address }: { address: string }) {
  if (!isWebAddress(address)) return null;
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex items-center gap-1 text-accent hover:underline"
    >
      <AwayIcon />
      On {nameForge(address)}
    </a>
  );
}
