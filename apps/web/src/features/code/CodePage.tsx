"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { readAddress } from "@/lib/place";
import { chatAddress } from "@/lib/routes";
import { PlaceHeading } from "./PlaceHeading";
import { PlaceView } from "./PlaceView";

/** `/code?repo=&rev=&path=&start=&end=`: the same lines under an address of their own. */
export function CodePage() {
  const place = readAddress(useSearchParams());
  return (
    <div className="flex h-dvh min-h-96 flex-col">
      <header className="sticky top-0 z-10 border-b border-line bg-page px-4 py-2.5">
        <h1 className="sr-only">Code</h1>
        <Link href={place ? chatAddress({ repo: place.repo }) : "/"} className="text-sm text-accent hover:underline">
          Ask about {place?.repo ?? "a repository"}
        </Link>
        <div className="mt-1.5">{place && <PlaceHeading place={place} />}</div>
      </header>
      <main className="min-h-0 flex-1 overflow-auto bg-panel" tabIndex={0} aria-label="Code">
        {place ? (
          <PlaceView place={place} />
        ) : (
          <p className="p-4 text-soft">This address names nothing: it needs repo=, and path=, commit= or pull=.</p>
        )}
      </main>
    </div>
  );
}
