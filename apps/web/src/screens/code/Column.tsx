"use client";

import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { useStoredText } from "@/lib/useStored";
import { IconButton } from "@/ui/IconButton";
import { CloseIcon } from "@/ui/icons";

const WIDTH = { min: 180, max: 720, step: 24 };

interface Props {
  side: "left" | "right";
  /** Under which the width is remembered. */
  name: string;
  label: string;
  heading: ReactNode;
  widthPx: number;
  /** Beside the code, or over it on a narrow screen. */
  isDrawer: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A column beside the code whose edge can be moved; on a narrow screen a drawer over it, which Escape closes. */
export function Column({ side, name, label, heading, widthPx, isDrawer, onClose, children }: Props) {
  const [stored, store] = useStoredText(`column-${name}`);
  const width = clamp(Number.parseInt(stored, 10) || widthPx);
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!isDrawer) return;
    const before = document.activeElement as HTMLElement | null;
    panel.current?.focus();
    return () => before?.focus();
  }, [isDrawer]);

  const place = isDrawer
    ? `fixed inset-y-0 z-30 w-[min(24rem,100vw)] shadow-xl ${side === "left" ? "left-0" : "right-0"}`
    : "relative shrink-0";
  return (
    <>
      {isDrawer && <div aria-hidden="true" className="fixed inset-0 z-20 bg-black/40" onClick={onClose} />}
      <section
        ref={panel}
        tabIndex={-1}
        aria-label={label}
        onKeyDown={(event) => isDrawer && event.key === "Escape" && onClose()}
        style={isDrawer ? undefined : { width }}
        className={`flex min-h-0 flex-col bg-panel outline-none ${place} ${side === "left" ? "border-r" : "border-l"} border-line`}
      >
        <div className="flex min-h-9 items-center gap-1 border-b border-line py-0.5 pr-1 pl-3">
          <div className="min-w-0 flex-1">{heading}</div>
          <IconButton label={`Close: ${label}`} onClick={onClose}>
            <CloseIcon />
          </IconButton>
        </div>
        <div className="min-h-0 flex-1">{children}</div>
        {!isDrawer && <Splitter side={side} label={label} width={width} onWidth={(wanted) => store(String(clamp(wanted)))} />}
      </section>
    </>
  );
}

interface SplitterProps {
  side: "left" | "right";
  label: string;
  width: number;
  onWidth: (width: number) => void;
}

/** The edge of a column: dragged, or moved by the arrow keys. */
function Splitter({ side, label, width, onWidth }: SplitterProps) {
  const towards = side === "left" ? 1 : -1;
  function drag(event: PointerEvent<HTMLDivElement>) {
    const [edge, from] = [event.currentTarget, event.clientX];
    event.preventDefault();
    edge.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => onWidth(width + towards * (moved.clientX - from));
    edge.addEventListener("pointermove", move);
    edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", move), { once: true });
  }
  function press(event: KeyboardEvent) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onWidth(width + towards * by * WIDTH.step);
  }
  return (
    <div
      role="separator"
      aria-label={`Width of ${label}`}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={WIDTH.min}
      aria-valuemax={WIDTH.max}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={press}
      className={`absolute inset-y-0 z-10 w-1.5 cursor-col-resize touch-none hover:bg-accent/40 focus-visible:bg-accent ${
        side === "left" ? "-right-1" : "-left-1"
      }`}
    />
  );
}

function clamp(width: number): number {
  return Math.min(WIDTH.max, Math.max(WIDTH.min, Math.round(width)));
}
