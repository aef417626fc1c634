"""Macros that hide declarations from a grammar are blanked before parsing; each byte keeps its place."""

import re
from typing import Final

_NESTED_MAX: Final = 4
_NOT_NEWLINE: Final = re.compile(rb"[^\n]")

# Words such as ABSL_NAMESPACE_BEGIN, FOO_EXPORT, ABSL_GUARDED_BY(mu): without them the declaration around reads well.
_CPP_MARKS: Final = re.compile(
    rb"(?P<keep>^[ \t]*\#[^\n]*)"
    rb"|^[ \t]*[A-Z][A-Z0-9_]*(?:NAMESPACE|_DECLS|_BEGIN_|_END_|_OBJECT|_FIELDS)[A-Z0-9_]*[ \t]*\r?$"
    rb"|\b[A-Z][A-Z0-9_]*_(?:ATTRIBUTE|NULLABILITY|GUARDED_BY|LOCKS?|UNLOCK|EXCLUSIVE|SHARED)_?[A-Z0-9_]*\([^()\n;{}]*\)"
    rb"(?=\s*[,;{)]|\s+\w)"
    rb"|\b[A-Z][A-Z0-9_]*_(?:ATTRIBUTE|NULLABILITY)_[A-Z0-9_]+\b(?=\s*[,;{)]|\s+\w)"
    rb"|\b[A-Z][A-Z0-9_]*_(?:EXPORT|API|EXTERN|MUST_USE|NODISCARD|NOINLINE|INLINE|DLL)\b(?=\s+[A-Za-z_])"
    rb"|\b[a-z_]+_(?:nonnull|nullable|nullability_unknown)\b",
    re.MULTILINE,
)
# `cfg_rt! { pub fn f() {} }`: the invocation stands alone on its line and closes at its own indentation.
_RUST_ITEMS: Final = re.compile(
    rb"^(?P<indent>[ \t]*)(?P<open>(?!quote|parse_quote|bitflags|lazy_static)\w+![ \t]*\{)[ \t]*\n"
    rb"(?=\s*(?:///?|\#\[|macro_rules!|\w+![ \t]*\{"
    rb"|(?:pub|fn|impl|struct|enum|trait|mod|use|async|unsafe|const|static|type|extern)\b(?![ \t]+ref\b)))"
    rb"(?P<body>.*?)^(?P=indent)(?P<close>\}[ \t]*;?)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)


def blank_macros(language: str, data: bytes) -> bytes:
    """The same bytes with macros of C++ and Rust that stand around declarations replaced by blanks."""
    if language in {"cpp", "c"}:
        return _CPP_MARKS.sub(lambda match: match[0] if match["keep"] else _blank(match[0]), data)
    if language == "rust" and b"! {" in data:
        return _unwrap_items(data)
    return data


def _unwrap_items(data: bytes) -> bytes:
    for _ in range(_NESTED_MAX):
        unwrapped = _RUST_ITEMS.sub(_unwrap, data)
        if unwrapped == data:
            break
        data = unwrapped
    return data


def _unwrap(match: re.Match[bytes]) -> bytes:
    text, start = match[0], match.start()
    opened, closes = match.end("open") - start, match.start("close") - start
    return _blank(text[:opened]) + text[opened:closes] + _blank(text[closes:])


def _blank(text: bytes) -> bytes:
    return _NOT_NEWLINE.sub(b" ", text)
