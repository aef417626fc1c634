"""Whether a symbol can be used outside its file, as far as its own line says."""

import re
from typing import Final

from repochat.syntax.model import SymbolKind

_OPENING_CHARS: Final = 120  # modifiers stand before the name
_HIDDEN: Final = {
    "java": re.compile(r"\bprivate\b"),
    "kotlin": re.compile(r"\bprivate\b"),
    "scala": re.compile(r"\bprivate\b"),
    "csharp": re.compile(r"\bprivate\b"),
    "swift": re.compile(r"\b(?:private|fileprivate)\b"),
    "php": re.compile(r"\bprivate\b"),
    "c": re.compile(r"\bstatic\b"),
    "cpp": re.compile(r"^static\b"),
    "lua": re.compile(r"^local\b"),
    "elixir": re.compile(r"^(?:(?:defp|defmacrop|defguardp)\b|@(?!type\b|opaque\b|callback\b|macrocallback\b))"),
}
_SHOWN: Final = {
    "rust": re.compile(r"\bpub\b|^macro_rules!"),
    "zig": re.compile(r"^(?:pub|export)\b"),
}
_RETURNED: Final = frozenset({("lua", "object")})  # a module is a local table that its file returns
_EXPORTS: Final = re.compile(r"^(?:export|declare)\b|^[\w$]+\.")  # what is put on an object goes where that goes
_HIDDEN_MEMBER: Final = re.compile(r"^(?:private|protected)\b")
_SCRIPTS: Final = frozenset({"javascript", "typescript", "tsx"})


def is_exported(language: str, *, name: str, signature: str, kind: SymbolKind, parent_exported: bool | None) -> bool:
    """`parent_exported` is None at the top of a file. A name that starts with `_` or `#` is private everywhere."""
    if parent_exported is False or name.startswith("#") or (name.startswith("_") and not name.endswith("__")):
        return False
    if language == "go":
        return name[:1].isupper()
    opening = signature[:_OPENING_CHARS]
    inside = parent_exported is not None
    if language in _SCRIPTS:
        return not _HIDDEN_MEMBER.match(opening) if inside else bool(_EXPORTS.match(opening))
    if language in _SHOWN:
        return bool(_SHOWN[language].search(opening)) or (inside and kind in {"constant", "field"})
    hidden = None if (language, kind) in _RETURNED else _HIDDEN.get(language)
    # Sections of a C++ class are not looked at, and `static` hides nothing there.
    return (
        hidden is None
        or (language == "cpp" and inside)
        or not hidden.search(opening.partition(name)[0] if name else opening)
    )
