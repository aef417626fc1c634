"use client";

import { addressOf, nameSource, type Place } from "@/lib/place";
import { SidePanel } from "@/ui/SidePanel";
import { PlaceHeading } from "./PlaceHeading";
import { PlaceView } from "./PlaceView";

interface Props {
  place: Place;
  onClose: () => void;
}

/** The lines of a citation beside the conversation. */
export function CodePanel({ place, onClose }: Props) {
  const address = addressOf(place);
  return (
    <SidePanel
      label={place.kind === "code" || !place.kind ? `Code: ${place.path}` : `Source: ${nameSource(place)}`}
      focusKey={address}
      onClose={onClose}
      heading={<PlaceHeading place={place} />}
      actions={
        <a href={address} target="_blank" rel="noopener" className="shrink-0 py-1.5 text-sm text-accent hover:underline">
          New tab
        </a>
      }
    >
      <PlaceView place={place} />
    </SidePanel>
  );
}
