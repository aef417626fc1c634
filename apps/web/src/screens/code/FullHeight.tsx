"use client";

import { useLayoutEffect, useRef, useState, type ReactNode } from "react";

/** As high as the window leaves below what stands above: its columns scroll, the page does not. */
export function FullHeight({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setTop((box.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    const watch = new ResizeObserver(measure);
    watch.observe(document.body);
    measure();
    window.addEventListener("resize", measure);
    return () => {
      watch.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, []);
  return (
    <div ref={box} className="min-h-80" style={{ height: `calc(100dvh - ${top}px)` }}>
      {children}
    </div>
  );
}
