import { parseBlocks, type Inline } from "@/lib/inline";
import { CodeBlock } from "./CodeBlock";

/** A statement's Markdown. Only code, bold and emphasis are known; all else shows as it is written. */
export function Markdown({ text }: { text: string }) {
  return (
    <span className="wrap-anywhere">
      {parseBlocks(text).map((block, index) =>
        block.kind === "code" ? (
          <CodeBlock key={index} code={block.text} language={block.language} />
        ) : (
          <span key={index} className={index > 0 ? "mt-2 block" : undefined}>
            <Parts parts={block.parts} />
          </span>
        ),
      )}
    </span>
  );
}

function Parts({ parts }: { parts: Inline[] }) {
  return parts.map((part, index) => {
    if (part.kind === "text") return part.text;
    if (part.kind === "code") return <InlineCode key={index}>{part.text}</InlineCode>;
    if (part.kind === "bold") {
      return (
        <strong key={index} className="font-semibold">
          <Parts parts={part.parts} />
        </strong>
      );
    }
    return (
      <em key={index}>
        <Parts parts={part.parts} />
      </em>
    );
  });
}

export function InlineCode({ children }: { children: string }) {
  return (
    <code className="rounded-sm bg-raised px-1 py-px font-mono text-[0.875em] wrap-anywhere">{children}</code>
  );
}
