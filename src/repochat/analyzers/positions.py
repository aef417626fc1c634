"""From offsets to lines and columns."""

__all__ = ["locate_bytes"]


def locate_bytes(content: bytes, offset: int) -> tuple[int, int]:
    """Line (from 1) and column (from 0, in characters) of a byte. Beyond the end it is the end."""
    before = content[:offset]
    start = before.rfind(b"\n") + 1
    return before.count(b"\n") + 1, len(before[start:].decode("utf-8", "replace"))
