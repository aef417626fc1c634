import type { ButtonHTMLAttributes, ReactNode } from "react";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { label: string; children: ReactNode };

/** A quiet button that shows an icon; `label` is its name, and its tooltip. */
export function IconButton({ label, children, className = "", ...rest }: Props) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      {...rest}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft hover:bg-raised hover:text-ink disabled:cursor-not-allowed disabled:opacity-50 aria-pressed:bg-raised aria-pressed:text-accent ${className}`}
    >
      {children}
    </button>
  );
}

/** The same looks for a link, and with words beside the icon. */
export const QUIET =
  "inline-flex min-h-8 items-center gap-1.5 rounded-md px-2 text-[13px] text-soft hover:bg-raised hover:text-ink aria-expanded:bg-raised aria-expanded:text-ink disabled:cursor-not-allowed disabled:opacity-50";
