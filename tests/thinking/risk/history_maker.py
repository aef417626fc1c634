"""A small repository with a past: one file that is fixed again and again, quiet ones beside it, and a rename."""

from pathlib import Path

from tests.git.repositories import Repository, make_repository

DAY_S = 86_400
BEGIN_S = 1_600_000_000
CODE = "".join(f"def f{n}(x):\n    if x > {n}:\n        return x - {n}\n    return {n}\n\n\n" for n in range(12))


def make_past(path: Path) -> Repository:
    """Two years, the last commit 730 days after the first; `src/core.py` was `src/old.py` until the hundredth day."""
    files = {f"src/quiet{n}.py": f"import core\n\n\nVALUE = {n}\n".encode() * (n + 1) for n in range(12)}
    made = make_repository(path, is_bare=True)
    begin = {**files, "src/old.py": CODE.encode(), "tests/test_core.py": b"import core\n"}
    made.commit(begin, message="Begin", at=BEGIN_S)
    made.commit({"src/core.py": CODE.encode()}, remove=["src/old.py"], message="Rename", at=BEGIN_S + 100 * DAY_S)
    for day in range(110, 730, 20):
        _mend(made, day)
        if day % 60 == 50:
            quiet = f"VALUE = {day}\n".encode()
            made.commit(
                {f"src/quiet{day // 60}.py": quiet},
                message=f"Set the value of {day}",
                author=_person(2),
                at=_at(day, 1),
            )
        if day % 100 == 50:
            both = {f"src/quiet{day // 100 + more}.py": b"VALUE = %d\n" % day for more in (0, 5)}
            made.commit(both, message="Fix a wrong value", at=_at(day, 2))
    made.commit({"src/last.py": b"x = 1\n"}, message="Add the last file", at=BEGIN_S + 730 * DAY_S)
    return made


def _mend(made: Repository, day: int) -> None:
    text = CODE.replace("return x - 3", f"return x - 3 + {day}")
    made.commit({"src/core.py": text.encode()}, message=f"Fix #{day}: crash", author=_person(day % 3), at=_at(day, 0))


def _at(day: int, hour: int) -> int:
    return BEGIN_S + day * DAY_S + hour * 3_600


def _person(number: int) -> str:
    return f"{('Ada', 'Grace', 'Edsger')[number]} <{number}@example.com>"
