import { noteAway } from "./connection";

type Heard = Record<string, (event: MessageEvent<string>) => void>;

/**
 * Listens to a stream of the server while the page is looked at: a browser grants an address six connections, whatever
 * the number of tabs. The browser reconnects by itself; `open` is heard each time, so that what was missed is read then.
 * Returns what ends it. `afterMs` lets what the page needs to be read come first.
 */
export function listenWhileSeen(address: string, heard: Heard, afterMs = 0): () => void {
  let source: EventSource | null = null;
  const follow = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null) source = open(address, heard);
  };
  const starting = setTimeout(follow, afterMs);
  document.addEventListener("visibilitychange", follow);
  return () => {
    clearTimeout(starting);
    document.removeEventListener("visibilitychange", follow);
    source?.close();
  };
}

function open(address: string, heard: Heard): EventSource {
  const source = new EventSource(address);
  for (const [name, hear] of Object.entries(heard)) {
    source.addEventListener(name, (event) => hear(event as MessageEvent<string>));
  }
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CONNECTING) noteAway(); // it was open, and tries again by itself
  });
  return source;
}
