import { ArrowDownIcon } from "@/ui/icons";

/** Over the question box while there is more below. */
export function Newest({ onPress }: { onPress: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 -top-9 flex justify-center">
      <button
        type="button"
        onClick={onPress}
        className="pointer-events-auto inline-flex min-h-8 items-center gap-1.5 rounded-full border border-line bg-panel px-3 text-[13px] shadow-md hover:bg-raised"
      >
        <ArrowDownIcon />
        Newest
      </button>
    </div>
  );
}
