"use client";

import type { Schemas } from "@/lib/api";
import { useGet } from "@/lib/query";
import { Problem } from "@/ui/Problem";
import { Card, Command, Facts, Section } from "./Section";

type Embedding = Schemas["EmbeddingShape"];

/** Which model made the vectors that search uses, and what another one would cost. */
export function EmbeddingSection({ repo }: { repo: string }) {
  const { data, error } = useGet("/repos/{repo}/embedding", { params: { path: { repo } } });
  return (
    <Section
      title="Embedding model"
      lead="It turns each piece of code into a vector, by which search finds what is meant and not only what is written."
    >
      {error && <Problem error={error} />}
      {data && (
        <>
          <Card title="Now">
            <Facts
              facts={[
                ["Model", `${data.model}, ${data.dimensions.toLocaleString("en")} dimensions`],
                ["Where", data.is_local ? "On this machine: no text leaves it" : "At the address of LLM_BASE_URL: code is sent there to be embedded"],
                ["Setting", <code key="setting">EMBEDDING_MODEL={data.setting}</code>],
                ["Vectors", describeVectors(data)],
              ]}
            />
          </Card>
          <Card title="Another model">
            <p className="leading-6">
              Vectors of two models cannot be compared, so every piece is embedded again: {describeCost(data)} Until a
              repository is indexed again, questions about it are refused, and say so. The old vectors go with later
              sweeps.
            </p>
            <p className="text-soft">
              Set <code>EMBEDDING_MODEL</code> in <code>.env</code> (<code>static</code>, <code>fastembed:NAME</code> on
              this machine, or <code>openai:NAME</code> at a provider, which costs what it charges), then:
            </p>
            <Command>{`repochat down && repochat up\nrepochat index ${repo}`}</Command>
          </Card>
        </>
      )}
    </Section>
  );
}

function describeVectors({ vectors, model }: Embedding): string {
  const total = vectors.filter((each) => each.model === model).reduce((sum, each) => sum + each.vectors, 0);
  const others = vectors.filter((each) => each.model !== model);
  const old = others.reduce((sum, each) => sum + each.vectors, 0);
  const kept = `${total.toLocaleString("en")} of this repository`;
  return old === 0 ? kept : `${kept}; ${old.toLocaleString("en")} of former models are still kept`;
}

function describeCost({ vectors, model }: Embedding): string {
  const total = vectors.filter((each) => each.model === model).reduce((sum, each) => sum + each.vectors, 0);
  return `${total.toLocaleString("en")} for this repository, and those of every other one.`;
}
