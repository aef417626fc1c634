"""The marks by which a model cites: `[k3]`, `[k3, k7]`, `[k3][k7]`, `(k3)`."""

import re

_IDS = r"[kK]\d{1,4}"
_JOINT = r"\s?(?:[,;&+–-]|and)?\s?"
_MARK = rf"\s*(?:`[\[(]{_IDS}[\])]`|[\[(【]\s?{_IDS}(?:{_JOINT}{_IDS}){{0,30}}\s?[\])】])"
_PART = re.compile(rf"(?P<mark>{_MARK})|(?P<fence>(?<!`)`+)(?!`).+?(?<!`)(?P=fence)(?!`)", re.DOTALL)
_ID = re.compile(_IDS)
_BEGUN = re.compile(r"[\s.,;:]*(?:[\[(【][kK\d,; ]*)?")
_GAP = re.compile(r"\s+([.,;:!?])")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")


def find_ids(text: str) -> tuple[str, ...]:
    """The ids that the marks of `text` name, in order, each once."""
    return tuple(dict.fromkeys(name.lower() for mark in _list_marks(text) for name in _ID.findall(mark)))


def remove_marks(text: str) -> str:
    """`text` without its marks and the gaps they leave."""
    bare = drop_marks(text)
    return _GAP.sub(r"\1", _EMPTY.sub("", bare)).strip() if bare != text else text.strip()


def drop_marks(text: str) -> str:
    """`text` without its marks, all else as it stands; what stands in code is no mark."""
    return _PART.sub(lambda part: "" if part["mark"] else part[0], text)


def is_only_marks(text: str) -> bool:
    """Whether `text` is nothing but marks, whole ones or the beginning of one."""
    return _BEGUN.fullmatch(drop_marks(text)) is not None


def _list_marks(text: str) -> list[str]:
    return [part["mark"] for part in _PART.finditer(text) if part["mark"]]
