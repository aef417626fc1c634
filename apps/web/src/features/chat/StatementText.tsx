import Markdown, { type Components } from "react-markdown";

const LOOKS: Components = {
  p: ({ children }) => <span>{children}</span>,
  pre: ({ children }) => (
    <pre
      tabIndex={0}
      className="my-2 overflow-x-auto rounded-lg border border-line bg-raised p-3 text-[13px] [&_code]:bg-transparent [&_code]:p-0"
    >
      {children}
    </pre>
  ),
  code: ({ children }) => (
    <code className="rounded bg-raised px-1 py-0.5 font-mono text-[0.875em] wrap-anywhere">{children}</code>
  ),
};

/** A statement's Markdown. Links and images are shown as their text: only citations lead anywhere. */
export function StatementText({ text }: { text: string }) {
  return (
    <span className="wrap-anywhere">
      <Markdown components={LOOKS} disallowedElements={["a", "img"]} unwrapDisallowed>
        {text}
      </Markdown>
    </span>
  );
}
