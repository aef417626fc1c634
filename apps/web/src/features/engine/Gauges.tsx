import { formatAgo } from "@/lib/format";
import type { Bucket } from "@/lib/thinking";
import { nameResource, tellAmount } from "./words";

/** Budgets as gauges: what is left of each now, and what was used today. An owner's bound of 0 is said in words. */
export function Gauges({ buckets, label }: { buckets: readonly Bucket[]; label: string }) {
  const shown = buckets.filter((bucket) => bucket.per_day > 0 || bucket.used_today > 0);
  const closed = buckets.filter((bucket) => bucket.per_day === 0 && bucket.used_today === 0);
  return (
    <div className="space-y-2">
      <ul aria-label={label} className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))] gap-3">
        {shown.map((bucket) => (
          <Gauge key={bucket.resource} bucket={bucket} />
        ))}
      </ul>
      {closed.length > 0 && (
        <p className="text-xs text-soft">None allowed: {closed.map((bucket) => nameResource(bucket.resource).toLowerCase()).join(", ")}.</p>
      )}
    </div>
  );
}

function Gauge({ bucket }: { bucket: Bucket }) {
  const { resource, level, reserved, capacity, used_today: used, per_day: perDay, full_at: fullAt } = bucket;
  const share = (amount: number) => (capacity > 0 ? Math.max(0, Math.min(100, (100 * amount) / capacity)) : 0);
  const left = share(level);
  const name = nameResource(resource);
  return (
    <li className="space-y-1 rounded-md border border-line bg-page px-3 py-2 text-[13px]">
      <p className="flex items-baseline justify-between gap-2">
        <span className="font-medium">{name}</span>
        <span className="text-soft tabular-nums">{Math.round(left)} % left</span>
      </p>
      <div
        role="meter"
        aria-label={`${name} left`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(left)}
        aria-valuetext={`${tellAmount(resource, Math.max(0, level))} of ${tellAmount(resource, capacity)} left`}
        className="relative h-2 overflow-hidden rounded-full bg-raised"
      >
        <div className={`absolute inset-y-0 left-0 ${left < 10 ? "bg-bad" : "bg-accent"}`} style={{ width: `${left}%` }} />
      </div>
      <p className="text-xs text-soft tabular-nums">
        {level < 0 ? "Overdrawn by an estimate" : `${tellAmount(resource, level)} of ${tellAmount(resource, capacity)}`}
        {reserved > 0 && `, ${tellAmount(resource, reserved)} set aside for what runs`}
      </p>
      <p className="text-xs text-soft tabular-nums">
        Today: {tellAmount(resource, used)} of {tellAmount(resource, perDay)} a day
        {fullAt && left < 99 && <>, full again {formatAgo(fullAt)}</>}
      </p>
    </li>
  );
}
