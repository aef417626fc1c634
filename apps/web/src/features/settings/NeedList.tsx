import type { GithubNeed } from "@/lib/api";

/** What each feature needs to be allowed, and why: the least that works. */
export function NeedList({ needs }: { needs: GithubNeed[] }) {
  return (
    <div className="space-y-2">
      <h3 className="text-sm font-medium">What is asked for, and why</h3>
      <ul className="divide-y divide-line rounded-lg border border-line bg-panel text-sm">
        {needs.map((need) => (
          <li key={need.feature} className="space-y-1 p-4">
            <p className="font-medium">{need.title}</p>
            <p className="text-soft">{need.why}</p>
            <p>
              <span className="text-soft">App: </span>
              {Object.entries(need.permissions).map(([name, access]) => `${name}: ${access}`).join(", ") || "nothing"}
              <span className="text-soft"> · Login: </span>
              {need.scopes.join(", ") || "no scope"}
              {need.lacking && need.lacking.length > 0 && (
                <span className="text-soft"> (not granted to yours: {need.lacking.join(", ")})</span>
              )}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
