"use client";

import { useState } from "react";
import { Button } from "@/ui/Button";

/** A key that was just made, which nobody can show again. */
export function NewKey({ value }: { value: string }) {
  const [copied, setCopied] = useState(false);

  async function copy() {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  }

  return (
    <div role="status" className="space-y-2 rounded-lg border border-line bg-raised p-4 text-sm">
      <p>Copy it now: it is shown this once.</p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 break-all">{value}</code>
        <Button onClick={() => void copy()}>{copied ? "Copied" : "Copy"}</Button>
      </div>
    </div>
  );
}
