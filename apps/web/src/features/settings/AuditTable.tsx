import type { Schemas } from "@/lib/api";

type Entry = Schemas["AuditEntryShape"];

const TIME = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** The entries of a page, the newest first. */
export function AuditTable({ entries }: { entries: readonly Entry[] }) {
  if (entries.length === 0) return <p className="text-sm text-soft">Nothing of that kind was decided.</p>;
  return (
    <div tabIndex={0} role="region" aria-label="Entries" className="relative overflow-x-auto rounded-lg border border-line bg-panel">
      <table className="w-full min-w-[44rem] text-left text-[13px]">
        <thead className="bg-raised text-soft">
          <tr>
            {["When", "Who", "What", "About", "Details"].map((name) => (
              <th key={name} scope="col" className="px-3 py-2 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {entries.map((entry) => (
            <tr key={entry.id} className="align-top">
              <td className="px-3 py-2 whitespace-nowrap tabular-nums">
                <time dateTime={entry.created_at}>{TIME.format(new Date(entry.created_at))}</time>
              </td>
              <td className="px-3 py-2">{entry.actor}</td>
              <td className="px-3 py-2 font-mono whitespace-nowrap">{entry.action}</td>
              <td className="max-w-56 min-w-28 px-3 py-2 wrap-break-word">{nameOf(entry)}</td>
              <td className="px-3 py-2 text-soft wrap-anywhere">{describe(entry)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What it concerns; a repository that is told by its id has its name beside it. */
function nameOf({ subject, detail }: Entry): string {
  return typeof detail.name === "string" ? detail.name : subject;
}

function describe({ detail }: Entry): string {
  return Object.entries(detail)
    .filter(([name, value]) => !["repo_id", "user_id", "id", "name"].includes(name) && value !== "" && value !== null)
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${write(value)}`)
    .join(" · ");
}

function write(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(write).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, each]) => `${name} ${write(each)}`)
      .join(", ");
  }
  return String(value);
}
