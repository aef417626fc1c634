"""Paths that git can store and that break what reads them carelessly."""

ODD_PATHS = (
    b"-dash.py",
    b"two\nlines.py",
    b"tab\tend\t",
    b"q\"uo'te.py",
    b'"quoted"',
    b"caf\xe9.py",
    b"caf\xc3\xa9.py",
    b"a*b?[c].py",
    b":(glob)x",
    b"back\\slash\\101.py",
    b" space ",
    b"sha:path",
)
