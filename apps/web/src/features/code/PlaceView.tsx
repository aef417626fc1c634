"use client";

import { useState } from "react";
import { addressOf, type Place } from "@/lib/place";
import { CommitView } from "./CommitView";
import { PullView } from "./PullView";
import { FileView } from "./viewer/FileView";
import { useFile } from "./viewer/useFile";

/** What a place leads to: lines of a file, a commit, or a pull request. */
export function PlaceView({ place }: { place: Place }) {
  const View = VIEWS[place.kind ?? "code"];
  return <View key={addressOf(place)} place={place} />;
}

/** Lines that are chosen here are marked here; their address is behind each number. */
function Lines({ place }: { place: Place }) {
  const [chosen, setChosen] = useState(place);
  const read = useFile(place);
  return <FileView read={read} place={{ ...place, start_line: chosen.start_line, end_line: chosen.end_line }} onChosen={setChosen} />;
}

const VIEWS = { code: Lines, commit: CommitView, pull_request: PullView };
