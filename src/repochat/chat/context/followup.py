"""What a follow-up question means after what was asked before: `and who calls it?` says who `it` is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from repochat.chat.asking import EarlierTurn
from repochat.chat.context.revisions import find_ref_words
from repochat.chat.context.scope import Scope, parse_scope
from repochat.chat.context.wording import (
    Pointer,
    asks_again,
    asks_for_part,
    find_ordinal,
    find_pointer,
    find_topic,
    is_courtesy,
    list_content,
    list_names,
    list_words,
    opens_circumstance,
    opens_question,
    split_about,
    split_connector,
)
from repochat.search.query import parse_query

TURNS_MAX = 8  # the last ones, which are read for what they are about
NAMES_MAX = 3
QUESTION_CHARS_MAX = 400  # a longer question stands alone, and of an earlier one no more is read
_SHORT_WORDS_MAX = 3
_FACET_WORDS_MAX = 2
_SEPARATORS = ("::", "->", "#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """`scope` is the question with what it left unsaid; `carried` is that, for a reader: `it = Session.send`."""

    scope: Scope
    carried: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.scope.text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    """What the conversation is about. `question` stands on its own; `listed` is what its answer showed, in order."""

    question: str
    names: tuple[str, ...] = ()
    phrase: str = ""
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """`question` is what a later `why?` asks about; "" means the text."""

    text: str
    carried: tuple[str, ...] = ()
    question: str = ""


def resolve_followup(scope: Scope, earlier: Sequence[EarlierTurn]) -> Resolved:
    """Fills in what the question takes from the turns before it. One that stands alone is not changed. Never raises."""
    topic: _Topic | None = None
    for turn in earlier[-TURNS_MAX:]:
        before = parse_scope(turn.question[:QUESTION_CHARS_MAX])
        topic = _follow(topic, turn, _read(before.text, topic), before.symbols)
    reading = _read(scope.text, topic if len(scope.text) <= QUESTION_CHARS_MAX else None)
    if reading.text == scope.text:
        return Resolved(scope=scope)
    return Resolved(scope=replace(scope, text=reading.text, refs=find_ref_words(reading.text)), carried=reading.carried)


def resolve_named(scope: Scope, name: str) -> Resolved:
    """The question about `name`, which was pointed out: `it` means that, and so does a question without a subject."""
    reading = _read(scope.text, _Topic(question=f"What does `{name}` do?", names=(name,)))
    text = reading.text
    if text == scope.text:
        return Resolved(scope=scope, carried=(name,))
    return Resolved(scope=replace(scope, text=text, refs=find_ref_words(text)), carried=reading.carried)


def _follow(topic: _Topic | None, turn: EarlierTurn, reading: _Reading, marked: Sequence[str]) -> _Topic:
    """What the conversation is about after `turn`; where that says nothing new, what it was about before."""
    text = (reading.question or reading.text)[:QUESTION_CHARS_MAX]
    names = tuple(dict.fromkeys(_qualify(name, turn.symbols) for name in (*marked, *list_names(text))))[:NAMES_MAX]
    names = names or _find_bare_name(text, turn.symbols)
    phrase = "" if names else find_topic(text)
    listed = turn.symbols or turn.paths
    if topic and not names and (reading.carried or not phrase):
        return replace(topic, question=text if reading.carried else topic.question, listed=listed or topic.listed)
    if topic and reading.carried:
        listed = listed or topic.listed
    return _Topic(question=text, names=names, phrase=phrase, listed=listed)


def _read(text: str, topic: _Topic | None) -> _Reading:
    if topic is None:
        return _Reading(text=text)
    for read in (_read_ordinal, _read_pointer, _read_rest):
        reading = read(text, topic)
        if reading is not None:
            return reading
    return _Reading(text=text)


def _read_ordinal(text: str, topic: _Topic) -> _Reading | None:
    """One of the things that the last answer showed, its subject aside."""
    found = find_ordinal(text)
    others = [name for name in topic.listed if name not in topic.names]
    if found is None or not -1 <= found[1] < len(others) or not others:
        return None
    pointer, place = found
    return _Reading(text=_put(text, pointer, f"`{others[place]}`"), carried=(others[place],))


def _read_pointer(text: str, topic: _Topic) -> _Reading | None:
    """Puts what was named, or what it was about, in the place of `it`."""
    pointer = find_pointer(text)
    if pointer is None:
        return None
    names = _choose_names(text, topic)
    said = [f"`{name}`" for name in (names if pointer.is_plural else names[:1])]
    subject = " and ".join(said) or topic.phrase
    if not subject:
        return None
    subject += "'s" if pointer.is_possessive else ""
    return _Reading(text=_put(text, pointer, subject), carried=names[: len(said)] or (topic.phrase,))


def _read_rest(text: str, topic: _Topic) -> _Reading | None:
    """A question without a subject: `and the tests?`, `why?`, `what about Session.get?`, `and on Windows?`, `more`."""
    rest, is_tied = split_connector(text)
    rest, is_about = split_about(rest)
    rest = rest.strip().rstrip("?!. ")
    if not list_words(rest):
        return None
    if asks_again(rest):
        return _ask_again(text.strip(), topic)
    if opens_circumstance(rest) and (is_tied or is_about or len(rest.split()) <= _SHORT_WORDS_MAX):
        return _ask_again(rest, topic, is_behind=True)
    if is_tied or is_about:
        return None if opens_question(rest) and list_content(rest) else _read_tied(text, rest, topic)
    is_short = len(rest.split()) <= _SHORT_WORDS_MAX and not is_courtesy(rest)
    is_empty = not list_names(rest) and not list_content(rest)
    return _ask_about(text, topic) if is_empty and (is_short or asks_for_part(rest)) else None


def _read_tied(text: str, rest: str, topic: _Topic) -> _Reading | None:
    """What follows `and` or `what about`, and is no question of its own."""
    names = list_names(rest)
    if names:
        return _put_name(rest, names[0], topic)
    return _ask_about(text, topic) if len(list_content(rest)) <= _FACET_WORDS_MAX else None


def _ask_again(said: str, topic: _Topic, *, is_behind: bool = False) -> _Reading | None:
    """The last question once more, with what is said now before or behind it."""
    carried = topic.names[:1] or ((topic.phrase,) if topic.phrase else ())
    if not carried:
        return None
    text = f"{topic.question.rstrip('?!. ')} {said}?" if is_behind else f"{said} {topic.question}"
    return _Reading(text=text, carried=carried, question=topic.question)


def _put_name(rest: str, name: str, topic: _Topic) -> _Reading | None:
    """The last question, asked of another name; a sentence that says more than a name stands alone."""
    if len(rest.split()) > _SHORT_WORDS_MAX or not topic.names:
        return None
    for old in (f"`{topic.names[0]}`", topic.names[0], _last_part(topic.names[0])):
        if old in topic.question:
            return _Reading(text=topic.question.replace(old, f"`{name}`", 1), carried=(name,))
    return None


def _ask_about(text: str, topic: _Topic) -> _Reading | None:
    names = _choose_names(text, topic)[:1]
    subject = f"`{names[0]}`" if names else topic.phrase
    if not subject:
        return None
    end = "?" if text.rstrip().endswith("?") else ""
    return _Reading(text=f"{text.strip().rstrip('?!. ')} for {subject}{end}", carried=names or (topic.phrase,))


def _choose_names(text: str, topic: _Topic) -> tuple[str, ...]:
    """What was named; else, where the question is about code, the first definition that the answer showed."""
    query = parse_query(text)
    is_about_code = query.type in ("callers", "history", "changed") or query.wants_tests or asks_for_part(text)
    if topic.names or not topic.listed or (topic.phrase and not is_about_code):
        return topic.names
    return topic.listed[:1]


def _qualify(name: str, symbols: Sequence[str]) -> str:
    """`send` as the answer showed it: `Session.send`. A mark at its end is a Ruby method's, or the question's own."""
    for asked in (_split(name), _split(name.rstrip("?!"))):
        found = next((symbol for symbol in symbols if _split(symbol)[-len(asked) :] == asked), "")
        if found:
            return found
    return name.rstrip("?!")


def _find_bare_name(text: str, symbols: Sequence[str]) -> tuple[str, ...]:
    """A plain word of the question that is the name of something its answer showed."""
    words = list_content(text)
    return next(((symbol,) for word in words for symbol in symbols if _last_part(symbol) == word), ())


def _last_part(name: str) -> str:
    return _split(name)[-1]


def _split(name: str) -> list[str]:
    for separator in _SEPARATORS:
        name = name.replace(separator, ".")
    return name.split(".")


def _put(text: str, pointer: Pointer, said: str) -> str:
    return text[: pointer.start] + said + text[pointer.end :]
