"""How follow-up questions are worded: words that point back, words that carry no subject, what a question is about."""

import re
from dataclasses import dataclass

from repochat.catalog.terms import IDENTIFIER
from repochat.search.query import STOP_WORDS, parse_query

_LIGHT = frozenset(
    """
    call calls called caller callers calling callee callees invoke invokes invoked usage usages reference references
    test tests tested testing covered covers cover change changes changed changing history commit commits committed
    added introduced written wrote author last recently first touched modified removed created happen happens happened
    happening mean means meant purpose point return returns returned returning raise raises raised throw throws thrown
    fail fails failed failing error errors exception exceptions signature parameter parameters params param argument
    arguments args value values default defaults definition defined define defines declared implemented implementation
    implement implements configured configuration configure configurable config set documented documentation docs doc
    example examples code body source details detail line lines handle handles handled handling expect expects take
    takes taking accept accepts accepted need needs needed require requires required depend depends import imports
    imported inherit inherits subclasses members fields methods properties safe slow really actually exactly instead
    again just still also else sure tell more show give see let know want only always ever never go goes come comes
    start starts started stop stops stopped run runs place places there same thing one ones second third fourth fifth
    former latter previous another long much many often wrong right function method class struct variable constant
    interface trait effects effect anything something everything ok okay hm thanks owner name named continue further
    elaborate side
    """.split()  # noqa: SIM905 - a list of two hundred strings is harder to read
)
_OWNED = re.compile(
    r"\b(?:signature|param(?:eter)?s?|arguments?|args|returns?|callers?|callees?|usages?|members|definition"
    r"|implementation|body|subclasses|side effects?|exceptions?)\b",
    re.IGNORECASE,
)
_IDIOM = re.compile(
    r"\b(?:is|was|would|be|make|makes|making) it (?:true|possible|safe to|ok|okay|necessary|the case|better|worth|easy"
    r"|hard|likely)\b|\bdoes it matter\b|\bit (?:seems|looks like|appears)\b"
    r"|\b(?:this|that) (?:project|repo|repository|codebase|code base|package|library|app|application|version)\b",
    re.IGNORECASE,
)
_KIND = r"(?:function|method|class|struct|type|trait|interface|enum|macro|module|file|symbol|constant|variable)"
_NOUN = re.compile(rf"\b(?:this|that|the|these|those)\s+(?:same\s+)?{_KIND}(?:e?s)?\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?P<word>its?|their|they|them|this|that|these|those)\b(?![-'’_.(])", re.IGNORECASE)
_PLURAL = frozenset(("they", "them", "their", "these", "those"))
_CLAUSE = re.compile(
    r"[,;:]|\b(?:and|but|or|when|if|while|after|before|because|until|once|where|then)\b", re.IGNORECASE
)
_CONNECTOR = re.compile(r"^(?:(?:and|but|so|ok|okay|then|also|now)\b[\s,]*)+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how) (?:about|of)\s+|^(?:the )?same (?:for|with)\s+", re.IGNORECASE)
_OPENS_QUESTION = re.compile(
    r"^(?:who|what|when|where|why|how|which|does|do|did|is|are|was|were|can|could|will|would|should|has|have|show|list"
    r"|find|explain|tell|describe|give|compare)\b",
    re.IGNORECASE,
)
_CIRCUMSTANCE = re.compile(r"^(?:in|on|for|with|without|under|at|during|via|when|if)\b", re.IGNORECASE)
_AGAIN = re.compile(
    r"why(?: not| so| is that)?|how(?: so| exactly| come)?|when|where|who|really|are you sure|sure|go on|continue|more"
    r"|(?:more|give me|show me)(?: more)? (?:details?|detail)|details|elaborate|explain(?: (?:more|further|that|it))?"
    r"|tell me more|(?:can you )?(?:explain|elaborate)(?: on)?(?: that| it)?|in (?:more )?detail",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:ok|okay|yes|no|thanks?|thank you|great|cool|nice|hi|hello|good|right)[\s,.!]*(?:.{0,12})", re.IGNORECASE
)
_TOPIC_OPENS = re.compile(
    r"^(?:(?:please|can you|could you|how|what|where|when|why|who|which|does|do|did|is|are|was|were|explain|describe"
    r"|show|tell|me|about|find|list|happens?)\b[\s,]*)+",
    re.IGNORECASE,
)
_TOPIC_ENDS = re.compile(
    r"\s+(?:works?|working|happens?|done|implemented|defined|handled|configured|called|used|made|located|lives?|stored"
    r"|here|internally|exactly)$",
    re.IGNORECASE,
)
_TOPIC_CHARS_MAX = 80
_ORDINALS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4,
             "5th": 4, "last": -1}  # fmt: skip
_ORDINAL = re.compile(
    rf"\bthe (?P<word>{'|'.join(_ORDINALS)})(?: (?:one|caller|place|result)\b|(?: {_KIND})?(?=\s*$|\s*[?.!,;]))"
    r"|\b(?:number|no\.) ?(?P<number>\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Words `start` to `end` of a text that stand for something said before."""

    start: int
    end: int
    is_plural: bool = False
    is_possessive: bool = False


def list_names(text: str) -> tuple[str, ...]:
    """What a text names as code, or as a path."""
    query = parse_query(f"{text} .")  # a lone word is taken as a name, however plain
    return tuple(dict.fromkeys((*query.names, *query.paths)))


def list_words(text: str) -> list[str]:
    return IDENTIFIER.findall(text)


def list_content(text: str) -> list[str]:
    """The words of a text that could be its subject."""
    return [word for word in list_words(text) if word.lower() not in STOP_WORDS and word.lower() not in _LIGHT]


def find_pointer(text: str) -> Pointer | None:
    """The first words that point at what was said in an earlier question, not at what this one says itself."""
    text = _IDIOM.sub(lambda idiom: "_" * len(idiom[0]), text)
    noun = _NOUN.search(text)
    if noun and not list_content(text) and not list_names(text):
        return Pointer(start=noun.start(), end=noun.end())
    pronoun = next((each for each in _PRONOUN.finditer(text) if _stands_alone(text, each)), None)
    if pronoun is None or not _points_back(text, pronoun):
        return None  # where one points at what the question says itself, so do those after it
    word = pronoun["word"].lower()
    return Pointer(
        start=pronoun.start(),
        end=pronoun.end(),
        is_plural=word in _PLURAL,
        is_possessive=word in ("its", "their"),
    )


def find_ordinal(text: str) -> tuple[Pointer, int] | None:
    """`the second one`: the words, and the 0-based place that they mean; -1 is the last."""
    found = _ORDINAL.search(text)
    if found is None or list_names(text):
        return None
    place = _ORDINALS[found["word"].lower()] if found["word"] else int(found["number"]) - 1
    return Pointer(start=found.start(), end=found.end()), max(place, -1)


def split_connector(text: str) -> tuple[str, bool]:
    """`text` without the `and` that ties it to what was said, and whether there was one."""
    rest = _CONNECTOR.sub("", text)
    return rest, rest != text


def split_about(text: str) -> tuple[str, bool]:
    """What follows `what about`, and whether it is there."""
    rest = _ABOUT.sub("", text)
    return rest, rest != text


def opens_question(text: str) -> bool:
    return _OPENS_QUESTION.match(text) is not None


def opens_circumstance(text: str) -> bool:
    """`in strict mode`, `on Windows`, `when the file is missing`."""
    return _CIRCUMSTANCE.match(text) is not None


def asks_for_part(text: str) -> bool:
    """`what are the parameters?` is about something that has parameters."""
    return _OWNED.search(text) is not None


def asks_again(text: str) -> bool:
    """`why`, `really`, `more`: about all that was asked before."""
    return _AGAIN.fullmatch(text) is not None


def is_courtesy(text: str) -> bool:
    return _COURTESY.fullmatch(text) is not None


def find_topic(question: str) -> str:
    """What a question without names is about, in its words: `the retry logic` of `how does the retry logic work?`."""
    topic = _CONNECTOR.sub("", question.strip()).rstrip("?!. ")
    topic = _TOPIC_ENDS.sub("", _TOPIC_OPENS.sub("", topic)).strip()
    clause = _CLAUSE.search(topic)
    topic = topic[: clause.start()].strip() if clause and list_content(topic[: clause.start()]) else topic
    return topic[:_TOPIC_CHARS_MAX].strip() if list_content(topic) else ""


def _points_back(text: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun means something outside of its question, by what stands before it there."""
    own = _CONNECTOR.sub("", text[: pronoun.start()])
    if list_names(own):
        return False
    content = list_content(own)
    if not content:
        return True
    is_later_clause = _CLAUSE.search(own[own.rfind(content[-1]) :]) is not None
    return not is_later_clause and pronoun["word"].lower() not in ("its", "their")


def _stands_alone(text: str, pronoun: re.Match[str]) -> bool:
    """Whether `that` is no conjunction, as in `tests that cover`, and no article, as in `that parser`."""
    if pronoun["word"].lower() not in ("this", "that", "these", "those"):
        return True
    before, after = text[: pronoun.start()], text[pronoun.end() :]
    following = IDENTIFIER.match(after.lstrip())
    if following is None or not after[:1].isspace():
        return True
    if following[0].lower() not in STOP_WORDS and following[0].lower() not in _LIGHT:
        return False
    last = before.rsplit(maxsplit=1)[-1].lower().strip(",") if before.strip() else ""
    return not last or last in STOP_WORDS
