import { showControls } from "@/lib/controls";

const SIDES: Record<string, { look: string; name: string }> = {
  "-": { look: "bg-bad/10", name: "removed" },
  "+": { look: "bg-good/10", name: "added" },
};

/** Lines of a difference, each with its mark: blank, + or -. */
export function DiffView({ lines, label = "Difference" }: { lines: string[]; label?: string }) {
  return (
    <pre
      tabIndex={0}
      aria-label={label}
      className="max-h-80 overflow-auto rounded border border-line bg-panel py-1 font-mono text-[12px] leading-5"
    >
      {lines.map((line, index) => {
        const side = SIDES[line.charAt(0)];
        return (
          <span key={index} className={`block w-max min-w-full px-2 ${side?.look ?? ""}`}>
            {side && <span className="sr-only">{side.name}: </span>}
            <span aria-hidden={side !== undefined}>{line.charAt(0)}</span> {showControls(line.slice(1))}
          </span>
        );
      })}
    </pre>
  );
}
