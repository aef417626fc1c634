"""The bytes of one file with what is asked of them all the time: lines, their lengths, the line of a byte."""

from bisect import bisect_left
from functools import cached_property
from itertools import accumulate

import numpy as np

_NEWLINE = 10
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


class Source:
    r"""Lines are 1-based and end at `\n` alone; a last line without one counts, an empty file has none."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.newlines: list[int] = np.flatnonzero(np.frombuffer(data, np.uint8) == _NEWLINE).tolist()
        self.line_count = len(self.newlines) + (1 if data and not data.endswith(b"\n") else 0)

    def line_of(self, byte: int) -> int:
        """The line that holds the byte at this offset."""
        return bisect_left(self.newlines, byte) + 1

    def line_start(self, line: int) -> int:
        """The offset of the first byte of the line."""
        return self.newlines[line - 2] + 1 if line > 1 else 0

    def text(self, start: int, end: int) -> str:
        """The bytes of a range as text; what is no UTF-8 becomes U+FFFD."""
        return self.data[start:end].decode("utf-8", "replace")

    def starts_its_line(self, byte: int) -> bool:
        """Whether only blanks stand before the byte on its line."""
        return not self.data[self.line_start(self.line_of(byte)) : byte].strip()

    @cached_property
    def lines(self) -> list[str]:
        r"""Each line as text without its `\n`."""
        lines = self.data.removeprefix(_UTF8_BOM).decode("utf-8", "replace").split("\n")
        return lines[: self.line_count]

    @cached_property
    def char_offsets(self) -> list[int]:
        """`char_offsets[k]`: the characters of the first k lines, line ends included."""
        return [0, *accumulate(len(line) + 1 for line in self.lines)]

    def chars_between(self, start_line: int, end_line: int) -> int:
        """The characters of a run of lines, both included."""
        return self.char_offsets[end_line] - self.char_offsets[start_line - 1]

    @cached_property
    def is_utf16(self) -> bool:
        """Whether the file opens with the mark of UTF-16."""
        return self.data.startswith(_UTF16_BOMS)
