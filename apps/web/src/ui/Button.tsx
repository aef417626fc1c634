import type { ButtonHTMLAttributes } from "react";

const LOOKS = {
  main: "bg-accent text-accent-ink border-transparent hover:brightness-110",
  plain: "bg-panel text-ink border-line hover:bg-raised",
  grave: "bg-panel text-bad border-bad/50 hover:bg-bad/10",
} as const;

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { look?: keyof typeof LOOKS };

export function Button({ look = "plain", className = "", ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`min-h-9 rounded-lg border px-3.5 py-1.5 text-sm font-medium disabled:cursor-not-allowed disabled:opacity-55 ${LOOKS[look]} ${className}`}
    />
  );
}
