"""What happens in a run's own process: open what the Thought needs, let it look, and tell what it found."""

import asyncio
import pickle
import signal
import socket
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

from repochat.core.clock import read_clock
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.core.home import Home
from repochat.indexing.connect import mirror_of
from repochat.llm import ChatModel, load_embedding_model, mask_secrets
from repochat.search import HotLimits, Searcher
from repochat.syntax import set_grammar_folder
from repochat.thinking.context import RunStoppedError, Thought, ThoughtContext, ThoughtServices
from repochat.thinking.registry import Registry, get_thought
from repochat.thinking.running.identity import describe_scope, identify
from repochat.thinking.running.limits import LIMITS
from repochat.thinking.running.model_access import find_model
from repochat.thinking.running.order import Order
from repochat.thinking.running.wire import (
    GO,
    Broken,
    Finished,
    Identified,
    Message,
    Noted,
    Stopped,
    Told,
    Used,
    pack,
    receive_bytes,
)

OUR_MISTAKE = "mistake"
FRAMES_TOLD = 6
CONNECTIONS = 4


def main(channel_fd: int) -> int:
    """Run the order that comes over the socket, and return the exit code: 0 when all was told."""
    channel = socket.socket(fileno=channel_fd)
    order: Order = pickle.loads(receive_bytes(channel))  # noqa: S301  the worker that started us wrote it
    return asyncio.run(_Running(order, channel).run())


class _Running:
    def __init__(self, order: Order, channel: socket.socket) -> None:
        self._order = order
        self._channel = channel
        self._sending = threading.Lock()
        self._stopping = threading.Event()
        self._used = Used(model_tokens=0, usd=0.0)
        signal.signal(signal.SIGTERM, self._note_stop)

    def _note_stop(self, _number: int, _frame: object) -> None:
        self._stopping.set()

    async def run(self) -> int:
        try:
            self._send(await self._look())
        except RunStoppedError:
            self._send(Stopped(model_tokens=self._used.model_tokens, usd=self._used.usd))
        except RepochatError as error:
            self._send(self._break(f"{error.kind}:{type(error).__name__}", error.as_json()))
        except BrokenPipeError:
            return 1  # nobody wants to know any more
        except Exception as error:  # noqa: BLE001  whatever it is: it is told, and ends this process only
            self._send(self._describe(error))
        return 0

    async def _look(self) -> Message:
        order = self._order
        thought = get_thought(load_registry(order.registry)(), order.thought)
        database = Database(order.database_url, pool_connections=CONNECTIONS)
        context = self._build_context(database)
        try:
            if not await self._may_go_on(thought, context):
                return Stopped()
            if thought.spec.uses_model:
                context = replace(context, model=await self._find_model(database))
            outcome = await thought.run(context)
            return Finished(outcome=outcome, model_tokens=self._used.model_tokens, usd=self._used.usd)
        finally:
            if context.model is not None:
                await context.model.close()
            await database.close()

    async def _find_model(self, database: Database) -> ChatModel | None:
        order = self._order
        return await find_model(
            order.settings,
            database,
            viewer=order.viewer,
            repo=order.repo,
            run_id=order.run_id,
            allowed=order.allowed,
            on_used=self._note_used,
        )

    def _note_used(self, tokens: int, usd: float) -> None:
        """At once: a process that is killed later has used them all the same."""
        self._used = Used(model_tokens=tokens, usd=usd)
        self._send(self._used)

    async def _may_go_on(self, thought: Thought, context: ThoughtContext) -> bool:
        """Says what it reads, and hears whether that was looked at before."""
        order, spec = self._order, thought.spec
        digest = await thought.read_inputs(context)
        identity = identify(spec, digest, level=order.level, settings=order.settings)
        scope = describe_scope(order.target)
        self._send(Identified(identity=identity, scope=scope, digest=digest, version=spec.version))
        return await asyncio.to_thread(receive_bytes, self._channel) == GO

    def _build_context(self, database: Database) -> ThoughtContext:
        order, home = self._order, Home(root=self._order.home)
        settings = order.settings
        set_grammar_folder(home.grammars)
        embedding = load_embedding_model(
            settings.embedding_model, api_key=settings.llm_api_key, base_url=settings.llm_base_url
        )
        searcher = Searcher(
            database, home.mirrors, embedding, snapshots=home.snapshots, limits=HotLimits(indexes_max=1)
        )
        return ThoughtContext(
            run_id=order.run_id,
            viewer=order.viewer,
            repo=order.repo,
            mirror=mirror_of(home.mirrors, order.repo),
            target=order.target,
            trigger=order.trigger,
            level=order.level,
            allowed=order.allowed,
            services=ThoughtServices(
                settings=settings,
                database=database,
                mirrors=home.mirrors,
                searcher=searcher,
                embedding=embedding,
                clock=read_clock,
            ),
            model=None,
            note=lambda line: self._send(Noted(text=line[: LIMITS.note_chars_max])),
            tell=lambda done, total, what: self._send(Told(done=done, total=total, what=what)),
            should_stop=self._stopping.is_set,
        )

    def _describe(self, error: Exception) -> Broken:
        """An error that nobody foresaw: its kind and place, and what it says without secrets."""
        for frame in traceback.extract_tb(error.__traceback__)[-FRAMES_TOLD:]:
            self._send(Noted(text=f"at {frame.name} ({frame.filename.rpartition('/src/')[2]}:{frame.lineno})"))
        name = type(error).__name__
        said = mask_secrets(str(error)).text[: LIMITS.error_chars_max]
        self._send(Noted(text=f"{name}: {said}"))
        told = {
            "kind": "unavailable",
            "message": f"The Thought failed by our mistake ({name}).",
            "hint": "Its log has the place; please report it.",
        }
        return self._break(f"{OUR_MISTAKE}:{name}", told)

    def _break(self, failure: str, error: dict[str, Any]) -> Broken:
        return Broken(failure=failure, error=error, model_tokens=self._used.model_tokens, usd=self._used.usd)

    def _send(self, message: Message) -> None:
        body = pack(message)
        with self._sending:
            self._channel.sendall(body)


def load_registry(name: str) -> Callable[[], Registry]:
    """The function that `name`, as `module:function`, names."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)
