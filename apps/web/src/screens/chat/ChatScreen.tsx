"use client";

import dynamic from "next/dynamic";
import { useCallback, useState } from "react";
import { AgesProvider } from "@/features/age/useAges";
import { QuestionBox } from "@/features/chat/QuestionBox";
import type { Turn } from "@/features/chat/turn";
import { Newest } from "@/features/chat/Newest";
import { SourcesPanel } from "@/features/chat/SourcesPanel";
import { TurnList } from "@/features/chat/TurnList";
import { useNewest } from "@/features/chat/useNewest";
import { useOptions } from "@/features/chat/useOptions";
import { useReading } from "@/features/chat/useReading";
import { useTurns } from "@/features/chat/useTurns";
import { CodePanel } from "@/features/code/CodePanel";
import { early } from "@/features/code/viewer/early";
import { ModelLine } from "@/features/consent/ModelLine";
import { useModelAccess } from "@/features/consent/useModelAccess";
import { ConversationList } from "@/features/conversations/ConversationList";
import { FeedbackProvider, reportClick } from "@/features/feedback/FeedbackContext";
import { useOverview, type RepoOverview } from "@/features/repos/useOverview";
import type { AnswerFacts } from "@/lib/answer";
import type { Citation } from "@/lib/api";
import { chatAddress, type Focus } from "@/lib/routes";
import { Problem } from "@/ui/Problem";
import { ChatHeader } from "./ChatHeader";
import { ListFrame } from "./ListFrame";
import { useAddress } from "./useAddress";
import { useChanges } from "./useChanges";
import { useCitationKeys } from "./useCitationKeys";
import { useIncoming } from "./useIncoming";
import { useRepoOfConversation } from "./useRepoOfConversation";
import { useSlots } from "./useSlots";
import { Welcome } from "./Welcome";

const WhyPanel = dynamic(() => import("@/features/why/WhyPanel").then((module) => module.WhyPanel), { ssr: false });

const WatchPanel = dynamic(() => import("@/features/age/WatchPanel").then((module) => module.WatchPanel), { ssr: false });

export type Opened =
  | { kind: "code"; citation: Citation; turn: Turn }
  | { kind: "why"; answer: string }
  | { kind: "watches"; watch: string | null };

/** The whole of `/chat`: choose a repository, ask, read, open what is cited, see why. */
export function ChatScreen() {
  const { address, go } = useAddress();
  const { overview, error: reposError, runs, skewMs } = useOverview();
  const repos = overview?.repos ?? null;
  const repo = findRepo(repos, address.repo);
  const repoName = repo?.name ?? null;
  const { access, decide } = useModelAccess(repoName);
  const options = useOptions();
  const [question, setQuestion] = useState("");
  const [focus, setFocus] = useState<Focus | null>(null);
  const [listing, setListing] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);

  const remember = useCallback(
    (conversation: string) => go({ repo: repoName, conversation }, "replace"),
    [go, repoName],
  );
  const chat = useTurns({ repo: repoName, conversation: address.conversation, onBegun: remember });
  const running = chat.turns.find((turn) => turn.status === "running");
  const busy = running !== undefined;
  const version = useChanges(`${address.conversation ?? ""} ${String(busy)}`);
  useRepoOfConversation(chat.turns, address.conversation, repoName, (name) =>
    go({ repo: name, conversation: address.conversation }, "replace"),
  );

  const { ask, askAgain, readEarlier } = chat;
  const { mode, strict } = options;
  const askAbout = useCallback(
    (text: string, about: Focus | null) => {
      ask(text, { mode, strict, focus: about });
      setFocus(null);
    },
    [ask, mode, strict],
  );
  const askNow = useCallback((text: string) => askAbout(text, focus), [askAbout, focus]);
  const retry = useCallback((turn: Turn) => ask(turn.question, turn.options), [ask]);
  const write = useCallback((text: string, about: Focus | null) => {
    setQuestion(text);
    setFocus(about);
    document.getElementById("question")?.focus();
  }, []);
  const edit = useCallback((turn: Turn) => write(turn.question, turn.options.focus), [write]);
  const forget = useCallback(() => go(address, "replace"), [go, address]);
  useIncoming({ ready: repo?.latest != null, onWrite: write, onAsk: askAbout, onTaken: forget });
  const openCode = useCallback((citation: Citation, turn: Turn) => {
    setOpened({ kind: "code", citation, turn });
    if (turn.facts) reportClick(turn.facts.answer_id, citation.id);
  }, []);
  const openWhy = useCallback((facts: AnswerFacts) => setOpened({ kind: "why", answer: facts.answer_id }), []);
  const openReports = useCallback((watch: string | null) => setOpened({ kind: "watches", watch }), []);
  const close = useCallback(() => setOpened(null), []);
  const reading = useReading(chat.turns);
  const { isAway, toNewest } = useNewest(busy);
  const said = useCitationKeys({ opened, reading, onOpen: openCode });
  const slots = useSlots({ access, decide, retry, askAgain, lastKey: chat.turns.at(-1)?.key });

  const openConversation = useCallback(
    (conversation: string | null) => {
      go({ repo: repoName, conversation });
      setOpened(null);
      setListing(false);
    },
    [go, repoName],
  );
  const choose = useCallback(
    (name: string) => {
      go({ repo: name, conversation: null });
      setOpened(null);
    },
    [go],
  );

  const addressOf = useCallback((id: string) => chatAddress({ repo: repoName, conversation: id }), [repoName]);
  return (
    <FeedbackProvider>
      <AgesProvider repo={repoName} openReports={openReports}>
        <p role="status" className="sr-only">
          {said}
        </p>
        <div {...early} className="flex min-h-dvh">
          <ListFrame isOpen={listing} onClose={() => setListing(false)}>
            <ConversationList
              open={address.conversation}
              version={version}
              addressOf={addressOf}
              onOpen={openConversation}
              onClose={() => setListing(false)}
            />
          </ListFrame>
          <div className={`grid min-w-0 flex-1 ${opened ? BESIDE_PANEL : BESIDE_SOURCES}`}>
            <div className="mx-auto flex min-h-dvh w-full max-w-4xl min-w-0 flex-col">
              <ChatHeader
                repos={repos ?? []}
                repo={repo}
                runs={runs}
                skewMs={skewMs}
                listing={listing}
                onChoose={choose}
                onList={() => setListing(true)}
                hasReports={opened?.kind === "watches"}
                onReports={() => openReports(null)}
              />
              <main id="main" tabIndex={-1} className="flex flex-1 flex-col gap-5 px-3 py-4 sm:px-4">
                {reposError && <Problem error={reposError} />}
                {chat.error && <Problem error={chat.error} />}
                {chat.turns.length === 0 && !chat.isLoading && address.conversation === null && (
                  <Welcome repo={repo} isEmpty={repos?.length === 0} onAsk={askNow} />
                )}
                <TurnList
                  turns={chat.turns}
                  busy={busy}
                  slots={slots}
                  hasEarlier={chat.hasEarlier}
                  onEarlier={readEarlier}
                  onOpen={openCode}
                  onWhy={openWhy}
                  onRetry={retry}
                  onEdit={edit}
                />
              </main>
              <footer className="sticky bottom-0 z-10 bg-page px-3 pt-2 pb-2 sm:px-4">
                {isAway && <Newest onPress={toNewest} />}
                <QuestionBox
                  question={question}
                  repo={repoName}
                  focus={focus}
                  onUnfocus={() => setFocus(null)}
                  busy={busy}
                  disabled={!repo?.latest}
                  hasModel={access === null || access.model !== ""}
                  options={options}
                  onQuestion={setQuestion}
                  onAsk={askNow}
                  onStop={() => running && chat.stop(running)}
                />
                {repo && <ModelLine access={access} onDeny={() => decide(false)} />}
              </footer>
            </div>
            {opened === null && <SourcesPanel turn={reading} slots={slots} onOpen={openCode} />}
            {opened?.kind === "code" && <CodePanel place={opened.citation} onClose={close} />}
            {opened?.kind === "watches" && <WatchPanel watch={opened.watch} onClose={close} />}
            {opened?.kind === "why" && <WhyPanel answer={opened.answer} onClose={close} />}
          </div>
        </div>
      </AgesProvider>
    </FeedbackProvider>
  );
}

const BESIDE_PANEL = "lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]";
const BESIDE_SOURCES = "xl:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_minmax(24rem,32rem)]";

/** The one in the address; else the first that can be asked. */
function findRepo(repos: RepoOverview[] | null, wanted: string | null): RepoOverview | undefined {
  if (wanted) return repos?.find((repo) => repo.name === wanted || repo.id === wanted);
  return repos?.find((repo) => repo.latest !== null) ?? repos?.[0];
}
