"use client";

import { useEffect, useRef, type ReactNode } from "react";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The conversations: a column where there is room, a drawer where there is none. */
export function ListFrame({ isOpen, onClose, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement as HTMLElement | null;
    frame.current?.focus();
    return () => before?.focus();
  }, [isOpen]);
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, [isOpen, onClose]);
  return (
    <>
      {isOpen && (
        <div
          aria-hidden="true"
          onClick={onClose}
          className="fixed inset-0 z-20 bg-black/30 2xl:hidden"
        />
      )}
      <div
        ref={frame}
        tabIndex={-1}
        className={`top-0 h-dvh w-72 max-w-[85vw] shrink-0 border-r border-line bg-page outline-none ${isOpen ? "fixed left-0 z-30 block" : "hidden"} 2xl:sticky 2xl:z-0 2xl:block`}
      >
        {children}
      </div>
    </>
  );
}
