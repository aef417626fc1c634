"use client";

import { useState } from "react";
import type { ApiError } from "@/lib/api";
import { useChange } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Problem } from "@/ui/Problem";
import { disconnectRepo } from "./actions";

interface Props {
  repo: string;
  source: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Says what is lost before it is. */
export function DisconnectDialog({ repo, source, isOpen, onClose }: Props) {
  const [error, setError] = useState<ApiError | null>(null);
  const { change, isBusy } = useChange(disconnectRepo, ["/overview", "/repos", "/conversations"]);

  async function disconnect() {
    const refused = await change(repo);
    setError(refused);
    if (!refused) onClose();
  }

  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`Disconnect ${repo}?`} description="This cannot be undone here.">
      <ul className="list-disc space-y-1 pl-5 text-sm">
        <li>Its index and all indexed revisions are deleted.</li>
        <li>Conversations, answers and feedback about it are deleted.</li>
        <li>Its webhooks are ignored from then on.</li>
        <li>
          The repository itself stays as it is: <span className="font-mono text-xs wrap-anywhere">{source}</span>
        </li>
      </ul>
      {error && (
        <div className="mt-4">
          <Problem error={error} />
        </div>
      )}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="grave" disabled={isBusy} onClick={() => void disconnect()}>
          Disconnect and delete
        </Button>
      </div>
    </Dialog>
  );
}
