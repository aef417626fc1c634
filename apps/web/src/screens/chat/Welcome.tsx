import { Button } from "@/ui/Button";

const EXAMPLES = ["What does this project do?", "Where is the configuration read?", "How are errors handled?"];

export function Welcome({ ready, onAsk }: { ready: boolean; onAsk: (question: string) => void }) {
  return (
    <section className="my-auto space-y-4 py-8">
      <h2 className="text-2xl font-semibold tracking-tight text-balance">Ask the code, check the answer</h2>
      <p className="max-w-prose text-soft">
        Every statement is checked against the lines that it cites, at one commit. Open a citation to read them.
      </p>
      {ready && (
        <div className="flex flex-wrap gap-2">
          {EXAMPLES.map((example) => (
            <Button key={example} onClick={() => onAsk(example)}>
              {example}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
