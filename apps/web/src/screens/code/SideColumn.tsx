"use client";

import { DefinitionPanel } from "@/features/code/panels/DefinitionPanel";
import { HistoryPanel } from "@/features/code/panels/HistoryPanel";
import { Outline } from "@/features/code/panels/Outline";
import { ReferencePanel } from "@/features/code/panels/ReferencePanel";
import type { CodeFile } from "@/lib/api";
import { addressOf, type Place } from "@/lib/place";
import { Column } from "./Column";
import type { Shown, Side } from "./useSide";

interface Props {
  side: Side;
  place: Place;
  file: CodeFile | null;
  line: number;
  onGoToLine: (line: number) => void;
  onGo: (address: string) => void;
}

/** What is known of the file beside its lines. */
export function SideColumn(props: Props) {
  const { side } = props;
  const { shown, isDrawer, close } = side;
  if (!shown) return null;
  const name = nameOf(shown);
  const isQuoting = shown.kind === "references" || shown.kind === "definitions";
  // Over the code the column would hide where it led to.
  const leave = (act: () => void) => () => {
    if (isDrawer) close();
    act();
  };
  return (
    <Column
      side="right"
      name={isQuoting ? "side-lines" : "side"}
      label={name}
      heading={<h2 className="truncate text-xs font-medium text-soft">{name}</h2>}
      widthPx={isQuoting ? 380 : 300}
      isDrawer={isDrawer}
      onClose={close}
    >
      <Body
        {...props}
        shown={shown}
        onGoToLine={(line) => leave(() => props.onGoToLine(line))()}
        onGo={(address) => leave(() => props.onGo(address))()}
      />
    </Column>
  );
}

function Body({ shown, side, place, file, line, onGoToLine, onGo }: Props & { shown: Shown }) {
  if (shown.kind === "outline") {
    const addressTo = (number: number) => addressOf({ ...place, start_line: number, end_line: number });
    return <Outline file={file} line={line} addressOf={addressTo} onGo={onGoToLine} />;
  }
  if (shown.kind === "history") {
    const whole = { ...place, start_line: 0, end_line: 0 };
    return (
      <HistoryPanel place={shown.place} onWhole={() => side.show({ kind: "history", place: whole })} onGo={onGo} />
    );
  }
  if (shown.kind === "references") return <ReferencePanel at={shown.at} onGo={onGo} />;
  return <DefinitionPanel at={shown.at} found={shown.found} onGo={onGo} />;
}

function nameOf(shown: Shown): string {
  if (shown.kind === "outline") return "Outline";
  if (shown.kind === "history") return "History";
  return shown.kind === "references" ? `References to ${shown.at.name}` : `Definitions of ${shown.at.name}`;
}
