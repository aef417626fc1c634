"use client";

import { formatCount } from "@/lib/format";
import { SidePanel } from "@/ui/SidePanel";
import { ReportList } from "./ReportList";
import { useWatches, type Watch } from "./useAges";

interface Props {
  /** The watch whose reports are shown at once; null: those with a new one. */
  watch: string | null;
  onClose: () => void;
}

/** The questions that are asked again after each push, and what changed in their evidence. */
export function WatchPanel({ watch, onClose }: Props) {
  const { watches } = useWatches();
  return (
    <SidePanel label="Watched questions" focusKey={`watches ${watch ?? ""}`} onClose={onClose} heading={<Heading />}>
      <ul className="space-y-3 p-4">
        {watches.map((each) => (
          <li key={each.id}>
            <WatchItem watch={each} startsOpen={watch ? each.id === watch : each.unread > 0} />
          </li>
        ))}
      </ul>
      {watches.length === 0 && <p className="px-4 text-sm text-soft">No question is watched.</p>}
    </SidePanel>
  );
}

function Heading() {
  return (
    <>
      <h2 className="text-sm font-semibold">Watched questions</h2>
      <p className="mt-0.5 text-xs text-soft">Asked again after each push. Only a change of evidence is reported.</p>
    </>
  );
}

function WatchItem({ watch, startsOpen }: { watch: Watch; startsOpen: boolean }) {
  return (
    <details open={startsOpen} className="rounded-lg border border-line text-[13px] leading-5">
      <summary className="cursor-pointer rounded-lg px-3 py-2 text-sm font-medium wrap-anywhere hover:bg-raised">
        {watch.question}
        {watch.unread > 0 && (
          <span className="ml-2 text-[13px] whitespace-nowrap text-fair">{formatCount(watch.unread, "new report")}</span>
        )}
      </summary>
      <div className="space-y-2 border-t border-line px-3 py-2">
        {watch.problem && <p className="text-fair wrap-anywhere">{watch.problem}</p>}
        <ReportList watch={watch} />
      </div>
    </details>
  );
}
