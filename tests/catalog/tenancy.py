"""A row in every table that belongs to a tenant, beside those that indexing fills."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from repochat.accounts import LOCAL_TENANT_ID, Viewer, local_viewer
from repochat.accounts.key_store import KeyWriter
from repochat.accounts.kill_switch_store import KillSwitchWriter
from repochat.accounts.login_models import ForgeAppRow, RepoCredentialRow, UserTokenRow
from repochat.accounts.login_store import LoginWriter
from repochat.accounts.models import UserRow
from repochat.catalog.age_store import AgeWriter, StoredVerdict
from repochat.catalog.answer_store import AnswerWriter, RetrievalLog, StoredAnswer, StoredCitation
from repochat.catalog.budget import Budget
from repochat.catalog.consent_store import ConsentWriter
from repochat.catalog.conversation_store import ConversationWriter
from repochat.catalog.delivery_store import Delivery, DeliveryWriter
from repochat.catalog.draft_store import DraftWriter, NewDraft
from repochat.catalog.event_store import EventWriter, Outcome
from repochat.catalog.follow_models import RepoNameRow
from repochat.catalog.follow_store import FollowWriter
from repochat.catalog.link_models import PullRequestRow, RepoAccessRow, RepoLinkRow, RepoPolicyRow
from repochat.catalog.link_store import LinkStore
from repochat.catalog.models import FeedbackRow
from repochat.catalog.repo_store import Repo
from repochat.catalog.run_store import IndexRunWriter
from repochat.catalog.spend_store import SpendWriter, Wanted
from repochat.catalog.thinking.insight_models import BlobFindingRow, FactRow, InsightEventRow, InsightRow, RuleRow
from repochat.catalog.thinking.risk_models import RiskMapRow, RiskRow
from repochat.catalog.thinking.run_models import (
    ArmRow,
    ArtifactRow,
    BucketRow,
    FairShareRow,
    ProposalRow,
    RunLogRow,
    RunRow,
)
from repochat.catalog.thinking.settings import ThinkingSettings
from repochat.catalog.thinking.settings_store import ThinkingWriter
from repochat.catalog.watch_store import NewWatch, WatchRoundWriter, WatchWriter
from repochat.core.database import Database, WriteSession
from repochat.core.ids import create_id

VIEWER = local_viewer()
HOST = "models.example"


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What the local tenant has, by id."""

    answer_id: UUID
    conversation_id: UUID
    turn_id: UUID
    run_id: UUID


async def fill(database: Database, repo: Repo, sha: str) -> Filled:
    """A run, an answer in a conversation, feedback on it, a consent, a budget and a reservation."""
    answer, turn_id = build_answer(repo, sha), create_id()
    async with database.write(LOCAL_TENANT_ID) as session:
        log = RetrievalLog(searches=[{"query": "what?"}], context={}, stages=[], policy={})
        await AnswerWriter(session).add(answer, log)
        run = await IndexRunWriter(session).create(repo.id, None)
        conversations = ConversationWriter(session, VIEWER.name)
        conversation = await conversations.create(LOCAL_TENANT_ID, "one")
        await conversations.add_turn(conversation.id, turn_id=turn_id, repo_id=repo.id, question="what?", asked={})
        session.add(build_feedback(answer.id))
        await grow_old(session, repo, answer)
        await spend(session, repo, answer.id)
        await link(session, repo)
        await draft(session, repo)
        await ThinkingWriter(session).put(VIEWER, repo, ThinkingSettings())
        await KillSwitchWriter(session).stop(VIEWER, "a test")
        await think(session, repo, sha)
    return Filled(answer_id=answer.id, conversation_id=conversation.id, turn_id=turn_id, run_id=run.id)


async def think(session: WriteSession, repo: Repo, sha: str) -> None:
    """A run of a proposal with all that it can leave."""
    now, proposal_id, run_id = datetime.now(UTC), create_id(), create_id()
    of_tenant: dict[str, Any] = {"tenant_id": LOCAL_TENANT_ID, "thought": "MapRepo"}
    of_run: dict[str, Any] = {**of_tenant, "repo_id": repo.id, "trigger": "person", "target": {"sha": sha}}
    session.add(ProposalRow(**of_run, id=proposal_id, key="k", priority=0))
    await session.flush()
    session.add(RunRow(**of_run, id=run_id, proposal_id=proposal_id, attempt=1, version=1, level="small"))
    await session.flush()
    made: dict[str, Any] = {"repo_id": repo.id, "run_id": run_id}
    file = {"name": "map.json", "media_type": "application/json", "size_bytes": 2, "sha256": "0" * 64}
    session.add_all(
        [
            RunLogRow(run_id=run_id, number=1, text="began"),
            ArtifactRow(**made, **file, id=create_id(), expires_at=now),
            BucketRow(
                id=create_id(), tenant_id=LOCAL_TENANT_ID, repo_id=repo.id, resource="cpu_s", level=1, refilled_at=now
            ),
            FairShareRow(repo_id=repo.id, tenant_id=LOCAL_TENANT_ID),
            ArmRow(**of_tenant, level="small"),
            FactRow(**made, id=create_id(), kind="map", subject="", digest="d", sha=sha, payload={}),
            RuleRow(tenant_id=LOCAL_TENANT_ID, rule="r"),
            BlobFindingRow(repo_id=repo.id, blob="b", path="a.py", tools="t", findings=[]),
        ]
    )
    await find(session, sha, made, now)


async def find(session: WriteSession, sha: str, made: dict[str, Any], now: datetime) -> None:
    """An insight that somebody opened, and a map of risks."""
    insight_id, map_id = create_id(), create_id()
    said = {"title": "t", "body": "b", "severity": "low", "confidence": 0.5, "status": "verified", "state": "new"}
    what = {"thought": "SmellHunt", "kind": "smell", "rule": "r", "sha": sha, "first_sha": sha}
    session.add(InsightRow(**made, **said, **what, id=insight_id, identity="i", evidence=[]))
    session.add(RiskMapRow(**made, id=map_id, sha=sha, committed_at=now, model="m", files=1))
    await session.flush()
    session.add(InsightEventRow(id=create_id(), insight_id=insight_id, kind="opened", made_by="ann"))
    scores = {f"{name}_{what}": 0.5 for name in ("bug", "review") for what in ("score", "percentile")}
    session.add(RiskRow(**scores, map_id=map_id, path="a.py", lines=1, size_percentile=0.5))


async def grow_old(session: WriteSession, repo: Repo, answer: StoredAnswer) -> None:
    """A verdict on the answer's citation, and a watch of its question with a report."""
    verdict = StoredVerdict(
        answer_id=answer.id,
        number=1,
        repo_id=repo.id,
        state="gone",
        how="file_absent",
        path="a.py",
        blob="",
        start_line=1,
        end_line=1,
        changed_in="",
        sha=answer.revision,
    )
    ages = AgeWriter(session)
    await ages.put([verdict])
    await ages.mark(repo.id, "refs/heads/main", answer.revision)
    new = NewWatch(
        tenant_id=LOCAL_TENANT_ID,
        repo_id=repo.id,
        ref="refs/heads/main",
        user_id=None,
        answer_id=answer.id,
        question=answer.question,
        asked={},
        sha=answer.revision,
    )
    watch = await WatchWriter(session, VIEWER.name).add(new)
    await WatchRoundWriter(session).report(watch, answer.id, answer.revision, {}, kept=5)


async def spend(session: WriteSession, repo: Repo, answer_id: UUID) -> None:
    """A consent and a budget, both on record, and a reservation."""
    decisions = ConsentWriter(session)
    await decisions.allow(VIEWER, repo, HOST)
    await decisions.set_budget(VIEWER, repo, {"tokens_per_day": 1_000})
    wanted = Wanted(repo_id=repo.id, answer_id=answer_id, model="openai:m", tokens=10, usd=Decimal(0))
    await SpendWriter(session).reserve(VIEWER, wanted, Budget())


async def link(session: WriteSession, repo: Repo) -> None:
    """The repository on a forge, with a pull request, a policy, and a person who may read it."""
    user = UserRow(
        id=create_id(), tenant_id=LOCAL_TENANT_ID, forge="https://forge.example", forge_user_id=7, login="ann", name=""
    )
    session.add(user)
    await session.flush()
    await let_in(session, repo, user)
    session.add_all(
        [
            RepoAccessRow(user_id=user.id, repo_id=repo.id, permission="read"),
            RepoLinkRow(
                repo_id=repo.id,
                tenant_id=LOCAL_TENANT_ID,
                forge=user.forge,
                forge_repo_id=9,
                full_name="ann/one",
                is_private=True,
            ),
            RepoPolicyRow(repo_id=repo.id, branches=[], pull_requests="head", keep_days=30, keep_revisions=50),
            build_pull_request(repo),
            RepoNameRow(tenant_id=LOCAL_TENANT_ID, name="ann/former", repo_id=repo.id),
        ]
    )
    await follow(session, repo)


async def follow(session: WriteSession, repo: Repo) -> None:
    """How the repository is followed, an event of it that was delivered, and a delivery that was refused."""
    await FollowWriter(session).start(repo.id, "watching", may_reach_local=True)
    delivery = Delivery(
        forge="https://forge.example", delivery_id="1", lane="one", kind="push", action="", payload=b"x"
    )
    await DeliveryWriter(session).add(LOCAL_TENANT_ID, delivery)
    await DeliveryWriter(session).count_refused(LOCAL_TENANT_ID, {(delivery.forge, "wrong_signature"): 1})
    events = EventWriter(session)
    waiting = await events.list_waiting("one", limit=1)
    done = Outcome(state="done", reason="indexing", outcome="", repo_id=repo.id)
    await events.settle([each.id for each in waiting], done)


async def draft(session: WriteSession, repo: Repo) -> None:
    """A yes to drafts, and a draft that was asked for."""
    drafts = DraftWriter(session)
    place = await LinkStore(session).find(repo.id)
    assert place is not None
    await drafts.allow(VIEWER, repo, place)
    await drafts.begin(VIEWER, repo, NewDraft(key="one", title="One", base_ref="main", base_sha="1" * 40))


async def let_in(session: WriteSession, repo: Repo, user: UserRow) -> None:
    """A login, a key, the forge's token of the person, the repository's credential, and an app of the forge."""
    viewer = Viewer(tenant_id=LOCAL_TENANT_ID, name=user.login, may_reach_local=False, user_id=user.id)
    await LoginWriter(session).create(viewer)
    await KeyWriter(session).create(viewer, "agent")
    tenant, sealed = {"tenant_id": LOCAL_TENANT_ID}, {"sealed": b"sealed"}
    session.add_all(
        [
            UserTokenRow(user_id=user.id, scopes=[], **tenant, **sealed),
            RepoCredentialRow(repo_id=repo.id, kind="token", stored_by="ann", **tenant, **sealed),
            ForgeAppRow(
                forge=user.forge, app_id=1, slug="app", client_id="c", url="", created_by="ann", **tenant, **sealed
            ),
        ]
    )


def build_pull_request(repo: Repo) -> PullRequestRow:
    return PullRequestRow(
        repo_id=repo.id,
        number=1,
        title="Work",
        body="",
        state="open",
        is_draft=False,
        author="ann",
        head_ref="work",
        head_sha="1" * 40,
        base_ref="main",
        base_sha="2" * 40,
        url="",
        updated_at=datetime.now(UTC),
    )


def build_answer(repo: Repo, sha: str) -> StoredAnswer:
    cited = StoredCitation(
        number=1,
        repo=repo.name,
        repo_id=repo.id,
        commit=sha,
        path="a.py",
        blob="0" * 40,
        start_line=1,
        end_line=1,
        snippet_sha256="0" * 64,
        symbol="work",
        url="",
    )
    return StoredAnswer(
        id=create_id(),
        tenant_id=LOCAL_TENANT_ID,
        repo_id=repo.id,
        revision=sha,
        question="what?",
        answer="this",
        statements=[],
        citations=[cited],
        mode="extractive",
        policy_version="x",
        timings_ms={},
        status="done",
        note="",
        removed=0,
        unknown_ids=0,
        model="",
        usage={},
        confidence={},
    )


def build_feedback(answer_id: UUID) -> FeedbackRow:
    return FeedbackRow(
        id=create_id(),
        tenant_id=LOCAL_TENANT_ID,
        answer_id=answer_id,
        author=VIEWER.name,
        kind="answer",
        target="",
        value=1,
        comment="",
        detail={},
        policy_version="x",
        features={},
    )
