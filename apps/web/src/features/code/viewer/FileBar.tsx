"use client";

import { useEffect, useState, type ReactNode } from "react";
import type { CodeFile } from "@/lib/api";
import { formatBytes, formatCount } from "@/lib/format";
import { IconButton } from "@/ui/IconButton";
import { CheckIcon, CopyIcon, SearchIcon, WrapIcon } from "@/ui/icons";

const COPIED_MS = 1_500;

interface Props {
  file: CodeFile;
  text: string | null;
  wraps: boolean;
  onWrap: () => void;
  onSearch: () => void;
  children?: ReactNode;
}

/** What a file is, in numbers, and what can be done with it. */
export function FileBar({ file, text, wraps, onWrap, onSearch, children }: Props) {
  const facts = [
    formatBytes(file.size_bytes),
    file.language ?? "",
    file.mode === "120000" ? "symbolic link" : "",
    file.mode === "100755" ? "executable" : "",
  ];
  return (
    <div className="flex min-h-9 flex-wrap items-center border-b border-line bg-panel px-1 py-0.5 sm:gap-x-1 sm:px-2">
      <p className="mr-auto px-2 text-xs text-soft">
        {text !== null && <span>{formatCount(file.lines, "line")}</span>}
        <span className={text === null ? "" : "max-sm:hidden"}>
          {text !== null && " · "}
          {facts.filter(Boolean).join(" · ")}
        </span>
      </p>
      {children}
      {text !== null && (
        <>
          <IconButton label="Search in the file (Ctrl-F)" onClick={onSearch}>
            <SearchIcon />
          </IconButton>
          <IconButton label="Wrap long lines" aria-pressed={wraps} onClick={onWrap}>
            <WrapIcon />
          </IconButton>
          <CopyButton label="Copy the file" text={text} />
        </>
      )}
    </div>
  );
}

export function CopyButton({ label, text }: { label: string; text: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <IconButton
      label={isCopied ? "Copied" : label}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      {isCopied ? <CheckIcon /> : <CopyIcon />}
    </IconButton>
  );
}
