"use client";

import { useState } from "react";
import { useGet } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Problem } from "@/ui/Problem";
import { AuditTable } from "./AuditTable";
import { Field, INPUT } from "./fields";
import { OnlyOwners } from "./SaveForm";
import { Section } from "./Section";
import { useMe } from "./useOwner";

const PAGE = 50;
const NOTHING = { action: "", actor: "", since: "", until: "" };

/** Who decided what, and when: kept, and never changed. */
export function AuditSection() {
  const { me, isOwner } = useMe();
  return (
    <Section
      title="Audit log"
      lead="Every decision, with who made it and when, kept as it was made. Nobody can change or remove an entry."
    >
      {me && !isOwner && <OnlyOwners />}
      {isOwner && <Log />}
    </Section>
  );
}

function Log() {
  const [filter, setFilter] = useState(NOTHING);
  const [pages, setPages] = useState<number[]>([]);
  const { data: words } = useGet("/audit/words", {});
  const before = pages.at(-1);
  const query = { limit: PAGE, ...readFilter(filter), ...(before === undefined ? {} : { before }) };
  const { data, error, isFetching } = useGet("/audit", { params: { query } }, { keepsOld: true });
  const areas = [...new Set((words?.actions ?? []).map((action) => action.split(".", 1)[0] ?? ""))];

  function change(next: Partial<typeof filter>) {
    setFilter({ ...filter, ...next });
    setPages([]);
  }

  return (
    <>
      <form aria-label="Filter" onSubmit={(event) => event.preventDefault()} className="grid grid-cols-2 gap-3 text-sm xl:grid-cols-4">
        <Field label="What">
          {(ids) => (
            <select {...ids} value={filter.action} onChange={(event) => change({ action: event.target.value })} className={INPUT}>
              <option value="">Everything</option>
              {areas.map((area) => (
                <option key={area} value={area}>
                  {area}: all
                </option>
              ))}
              {words?.actions.map((action) => (
                <option key={action} value={action}>
                  {action}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Who">
          {(ids) => (
            <select {...ids} value={filter.actor} onChange={(event) => change({ actor: event.target.value })} className={INPUT}>
              <option value="">Everybody</option>
              {words?.actors.map((actor) => (
                <option key={actor} value={actor}>
                  {actor}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="From">
          {(ids) => (
            <input {...ids} type="date" value={filter.since} max={filter.until || undefined} onChange={(event) => change({ since: event.target.value })} className={INPUT} />
          )}
        </Field>
        <Field label="To and including">
          {(ids) => (
            <input {...ids} type="date" value={filter.until} min={filter.since || undefined} onChange={(event) => change({ until: event.target.value })} className={INPUT} />
          )}
        </Field>
      </form>
      {error && <Problem error={error} />}
      {data && <AuditTable entries={data.entries} />}
      <div className="flex flex-wrap items-center gap-3 text-sm text-soft">
        <Button disabled={pages.length === 0 || isFetching} onClick={() => setPages(pages.slice(0, -1))}>
          Newer
        </Button>
        <Button
          disabled={data === null || data.next_before === null || isFetching}
          onClick={() => data?.next_before && setPages([...pages, data.next_before])}
        >
          Older
        </Button>
        <span>Page {pages.length + 1}. Times are those of {Intl.DateTimeFormat().resolvedOptions().timeZone}.</span>
      </div>
    </>
  );
}

/** Days as moments of the reader's zone: from the first one's beginning until the last one's end. */
function readFilter({ action, actor, since, until }: typeof NOTHING) {
  const end = until ? new Date(`${until}T00:00:00`) : null;
  end?.setDate(end.getDate() + 1);
  return {
    ...(action ? { action } : {}),
    ...(actor ? { actor } : {}),
    ...(since ? { since: new Date(`${since}T00:00:00`).toISOString() } : {}),
    ...(end ? { until: end.toISOString() } : {}),
  };
}
