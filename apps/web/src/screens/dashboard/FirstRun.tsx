import { ConnectBox } from "@/features/repos/ConnectBox";

const EXAMPLE = "https://github.com/pallets/click";

/** For whoever opens this for the first time: what it is, and the one thing to do. */
export function FirstRun({ onConnected }: { onConnected: (name: string) => void }) {
  return (
    <section className="mx-auto flex max-w-2xl flex-col gap-6 py-[8dvh]">
      <div className="space-y-3">
        <h1 className="text-3xl font-semibold tracking-tight text-balance">Ask a repository, check every answer</h1>
        <p className="text-[15px] leading-6 text-pretty text-soft">
          repochat reads a git repository and answers questions about it. Every statement leads to the lines that prove
          it, at one commit; nothing leaves this machine unless you allow it.
        </p>
      </div>
      <div className="rounded-xl border border-line bg-panel p-4 sm:p-5">
        <ConnectBox onConnected={onConnected} example={EXAMPLE} hasFocus />
      </div>
      <ol className="grid gap-3 text-[13px] text-soft sm:grid-cols-3">
        {["Connect a folder or an address.", "Watch it being read; most take seconds.", "Ask. The first questions are suggested."].map(
          (words, index) => (
            <li key={words} className="flex gap-2">
              <span aria-hidden="true" className="font-semibold text-ink tabular-nums">
                {index + 1}
              </span>
              {words}
            </li>
          ),
        )}
      </ol>
    </section>
  );
}
