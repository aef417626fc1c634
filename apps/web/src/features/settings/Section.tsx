import type { ReactNode } from "react";

/** One page of the settings: what it is, in a sentence, and what can be set. */
export function Section({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }) {
  return (
    <section aria-labelledby="section-title" className="min-w-0 space-y-5">
      <header className="max-w-2xl space-y-1">
        <h2 id="section-title" className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        <p className="text-sm leading-6 text-soft">{lead}</p>
      </header>
      {children}
    </section>
  );
}

/** A framed part of a section. */
export function Card({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className="space-y-3 rounded-lg border border-line bg-panel p-4 text-sm">
      {title && <h3 className="font-medium">{title}</h3>}
      {children}
    </div>
  );
}

/** Names and what they stand for, side by side where there is room. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="space-y-2 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="gap-x-4 sm:grid sm:grid-cols-[11rem_minmax(0,1fr)]">
          <dt className="text-soft">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A command to copy by hand. */
export function Command({ children }: { children: string }) {
  return (
    <pre tabIndex={0} className="overflow-x-auto rounded-md bg-raised px-3 py-2 font-mono text-[13px]">
      {children}
    </pre>
  );
}
