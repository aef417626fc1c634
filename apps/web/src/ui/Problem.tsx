import type { ApiError } from "@/lib/api";
import { Markdown } from "./Markdown";

/** An error as a person can act on it. */
export function Problem({ error }: { error: ApiError }) {
  return (
    <div role="alert" className="rounded-lg border border-bad/40 bg-panel px-4 py-3 text-sm">
      <p className="font-medium text-bad">
        <Markdown text={error.message} />
      </p>
      <p className="mt-1 text-soft">
        <Markdown text={error.hint} />
      </p>
    </div>
  );
}
