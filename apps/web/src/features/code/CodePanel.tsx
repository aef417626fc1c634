"use client";

import { addressOf, type Place } from "@/lib/place";
import { SidePanel } from "@/ui/SidePanel";
import { CodeView } from "./CodeView";
import { PlaceHeading } from "./PlaceHeading";

interface Props {
  place: Place;
  onClose: () => void;
}

/** The lines of a citation beside the conversation. */
export function CodePanel({ place, onClose }: Props) {
  const address = addressOf(place);
  return (
    <SidePanel
      label={`Code: ${place.path}`}
      focusKey={address}
      onClose={onClose}
      heading={<PlaceHeading place={place} />}
      actions={
        <a href={address} target="_blank" rel="noopener" className="shrink-0 py-1.5 text-sm text-accent hover:underline">
          New tab
        </a>
      }
    >
      <CodeView key={address} place={place} />
    </SidePanel>
  );
}
