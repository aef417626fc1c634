"""Which characters of one name what was typed stands for: the same rules as `matching`, on the text itself."""

from dataclasses import dataclass

from repochat.search.quick.letters import spell
from repochat.search.quick.matching import EXACT, INSIDE, PREFIX, SCATTERED, WIDTHS, WORDS

_STEPS_MAX = 20_000  # of looking for words; what takes longer is marked as letters that stand apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a name matches (`matching.EXACT` and on), and the places of its characters that do, in order."""

    tier: int
    places: tuple[int, ...]


def mark_name(name: str, query: str, gaps: str) -> Mark | None:
    """None when the name does not match."""
    letters = [(place, _fold(name[place]), is_start) for place, is_start in _list_letters(name, gaps)]
    letters = letters[: WIDTHS[-1]]
    asked = [_fold(character) for character in query if character not in gaps]
    if not asked:
        return None
    found = _match(letters, asked)
    if found is None:
        return None
    tier, positions = found
    if tier == EXACT and _count_letters(name, gaps) > len(letters):
        tier = PREFIX
    return Mark(tier=tier, places=tuple(letters[position][0] for position in positions))


def _list_letters(name: str, gaps: str) -> list[tuple[int, bool]]:
    spelling = spell([name], gaps)
    return list(zip(spelling.places.tolist(), spelling.is_start.tolist(), strict=True))


def _count_letters(name: str, gaps: str) -> int:
    return sum(character not in gaps for character in name)


def _fold(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character


def _match(letters: list[tuple[int, str, bool]], asked: list[str]) -> tuple[int, list[int]] | None:
    text = "".join(letter for _, letter, _ in letters)
    wanted = "".join(asked)
    starts = [position for position, (_, _, is_start) in enumerate(letters) if is_start]
    if text.startswith(wanted):
        return (EXACT if len(text) == len(wanted) else PREFIX), list(range(len(wanted)))
    by_words = _match_words(text, wanted, starts)
    if by_words is not None:
        return WORDS, by_words
    at = next((start for start in starts if text.startswith(wanted, start)), text.find(wanted))
    if at >= 0:
        return INSIDE, list(range(at, at + len(wanted)))
    scattered = _match_scattered(text, wanted)
    return None if scattered is None else (SCATTERED, scattered)


def _match_words(text: str, wanted: str, starts: list[int]) -> list[int] | None:
    """Each character follows the one before, or begins a word. Going on is tried before the next word is."""
    failed: set[tuple[int, int]] = set()
    path: list[int] = []
    options: list[list[int]] = [[start for start in reversed(starts) if text[start] == wanted[0]]]
    for _ in range(_STEPS_MAX):
        if not options:
            return None
        if not options[-1]:
            options.pop()
            if path:
                failed.add((len(path) - 1, path.pop()))
            continue
        path.append(options[-1].pop())
        if len(path) == len(wanted):
            return path
        after = path[-1]
        nexts = [start for start in reversed(starts) if start > after + 1]
        nexts += [after + 1] if after + 1 < len(text) else []
        asked = wanted[len(path)]
        options.append([place for place in nexts if text[place] == asked and (len(path), place) not in failed])
    return None


def _match_scattered(text: str, wanted: str) -> list[int] | None:
    """From the first place where they end, as close together as they stand."""
    at = -1
    for character in wanted:
        at = text.find(character, at + 1)
        if at < 0:
            return None
    places: list[int] = []
    for character in reversed(wanted):
        places.append(text.rfind(character, 0, at + 1))
        at = places[-1] - 1
    return places[::-1]
