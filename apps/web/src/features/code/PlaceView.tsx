import { addressOf, type Place } from "@/lib/place";
import { CodeView } from "./CodeView";
import { CommitView } from "./CommitView";
import { PullView } from "./PullView";

/** What a place leads to: lines of a file, a commit, or a pull request. */
export function PlaceView({ place }: { place: Place }) {
  const View = VIEWS[place.kind ?? "code"];
  return <View key={addressOf(place)} place={place} />;
}

const VIEWS = { code: CodeView, commit: CommitView, pull_request: PullView };
