import type { ReactNode } from "react";

/** A part of the panel, which an address within it leads to. */
export function Part({ id, label, title, children }: { id: string; label: string; title: string; children: ReactNode }) {
  return (
    <section id={id} tabIndex={-1} aria-label={label} className="scroll-mt-2 space-y-3 border-t border-line pt-5 outline-none">
      <h3 className="text-sm font-semibold">{title}</h3>
      {children}
    </section>
  );
}
