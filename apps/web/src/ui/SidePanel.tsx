"use client";

import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "./Button";

interface Props {
  label: string;
  heading: ReactNode;
  actions?: ReactNode;
  /** What is shown: the focus comes here when it changes. */
  focusKey: string;
  onClose: () => void;
  children: ReactNode;
}

/** Beside the page on a wide screen, over it on a narrow one. Escape closes it and gives the focus back. */
export function SidePanel({ label, heading, actions, focusKey, onClose, children }: Props) {
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    panel.current?.focus();
    return () => before?.focus();
  }, [focusKey]);

  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) onClose();
    };
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, [onClose]);

  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={label}
      className="fixed inset-0 z-30 flex min-w-0 flex-col bg-panel outline-none lg:sticky lg:top-0 lg:z-0 lg:h-dvh lg:border-l lg:border-line"
    >
      <header className="flex items-start gap-3 border-b border-line px-4 py-2.5">
        <div className="min-w-0 flex-1">{heading}</div>
        {actions}
        <Button className="shrink-0" onClick={onClose}>
          Close
        </Button>
      </header>
      <div data-scroll className="relative min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={`${label}: content`}>
        {children}
      </div>
    </aside>
  );
}
