"use client";

import Link from "next/link";
import type { CodeFile } from "@/lib/api";
import { isWebAddress, nameForge, type Place } from "@/lib/place";
import { diffAddress } from "@/lib/routes";
import { IconButton, QUIET } from "@/ui/IconButton";
import { BlameIcon, DiffIcon, HistoryIcon, OutlineIcon } from "@/ui/codeIcons";
import { AwayIcon } from "@/ui/icons";
import type { Side } from "./useSide";

interface Props {
  place: Place;
  file: CodeFile;
  side: Side;
  blames: boolean;
  onBlame: () => void;
}

/** What else can be seen of a file. */
export function FileTools({ place, file, side, blames, onBlame }: Props) {
  const kind = side.shown?.kind;
  const whole = { ...place, start_line: 0, end_line: 0 };
  const away = addressAway(file.url, place);
  const isText = file.unshown === null;
  return (
    <>
      {isText && (
        <>
          <IconButton label="Outline" aria-pressed={kind === "outline"} onClick={() => toggle(side, kind === "outline", { kind: "outline" })}>
            <OutlineIcon />
          </IconButton>
          <IconButton label="Who wrote the lines" aria-pressed={blames} onClick={onBlame}>
            <BlameIcon />
          </IconButton>
        </>
      )}
      <IconButton
        label="History of the file"
        aria-pressed={kind === "history"}
        onClick={() => toggle(side, kind === "history", { kind: "history", place: whole })}
      >
        <HistoryIcon />
      </IconButton>
      <Link
        prefetch={false}
        href={diffAddress({ repo: place.repo, head: place.commit, path: place.path })}
        title="Compare with another revision"
        aria-label="Compare with another revision"
        className={`${QUIET} justify-center`}
      >
        <DiffIcon />
      </Link>
      {isWebAddress(away) && (
        <a
          href={away}
          target="_blank"
          rel="noopener noreferrer"
          title={`Open on ${nameForge(away)}`}
          aria-label={`Open on ${nameForge(away)}`}
          className={`${QUIET} justify-center`}
        >
          <AwayIcon />
        </a>
      )}
    </>
  );
}

function toggle(side: Side, isShown: boolean, shown: NonNullable<Side["shown"]>) {
  if (isShown) side.close();
  else side.show(shown);
}

/** The host's address has the lines behind the hash, in the form of that host. */
function addressAway(url: string, { start_line, end_line }: Place): string {
  const [file = "", lines = ""] = url.split("#");
  if (start_line < 1) return file;
  const numbers = [start_line, end_line];
  return `${file}#${lines.replace(/\d+/g, () => String(numbers.shift() ?? end_line))}`;
}
