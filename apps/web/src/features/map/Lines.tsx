import Link from "next/link";
import { codeAddress } from "@/lib/routes";
import type { MapEvidence } from "@/lib/thinking";
import { PlaceText } from "@/ui/PlaceText";

/** The lines that a claim of the map stands on. */
export function Lines({ repo, commit, evidence }: { repo: string; commit: string; evidence: MapEvidence }) {
  return (
    <Link href={codeAddress({ repo, commit, path: evidence.path, start_line: evidence.start_line, end_line: evidence.end_line })} className="group block">
      <PlaceText {...evidence} />
    </Link>
  );
}
