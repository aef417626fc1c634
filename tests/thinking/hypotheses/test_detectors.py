"""What each detector suspects, and what looks like it and is not suspected."""

import pytest

from repochat.thinking.hypotheses import look, read_source
from repochat.thinking.hypotheses.model import DetectorName, Suspicion


def suspect(files: dict[str, str]) -> list[Suspicion]:
    read = [read_source(path, f"{number:040x}", text.encode()) for number, (path, text) in enumerate(files.items())]
    return look([file for file in read if file is not None])[0]


SUSPECTED: list[tuple[DetectorName, str, str]] = [
    ("result-unused", "a.py", "def f(a):\n    name = 'x'\n    name.strip()\n    return name\n"),
    ("result-unused", "a.py", "def f(a):\n    sorted(a)\n    return a\n"),
    ("coroutine-not-awaited", "a.py", "async def send(): ...\n\ndef f():\n    send()\n"),
    ("coroutine-not-awaited", "a.py",
     "class A:\n    async def send(self): ...\n    async def f(self):\n        self.send()\n"),
    ("coroutine-not-awaited", "a.js", "async function send() { await 1; }\nasync function f() { send(); }\n"),
    ("resource-not-closed", "a.py", "def f(p):\n    handle = open(p)\n    return handle.read()\n"),
    ("resource-not-closed", "a.go",
     "package a\nfunc F(p string) {\n\tf, err := os.Open(p)\n\tf.Stat()\n\t_ = err\n}\n"),
    ("resource-not-closed", "A.java", "class A { void f() { FileReader r = new FileReader(p); r.read(); } }"),
    ("resource-not-closed", "a.c",
     ('int f(char *p) { FILE *fp = fopen(p, "r"); if (!fp) return 1; fgets(b, 9, fp); return '
     '0; }')),
    ("error-overwritten", "a.go", "package a\nfunc F() error {\n\ta, err := g()\n\tb, err := h(a)\n\treturn err\n}\n"),
    ("allocation-unchecked", "a.c", "void f(void) { struct a *x = malloc(9); x->b = 1; }"),
    ("bound-off-by-one", "a.py", "def f(n):\n    if n > 255:\n        raise ValueError('n must be less than 255')\n"),
    ("bound-off-by-one", "a.js", "function f(n) { if (n >= 10) { throw new Error('at most 10 are taken'); } }"),
    ("bound-off-by-one", "a.js", "function f(a) { for (let i = 0; i <= a.length; i++) { g(a[i]); } }"),
    ("branch-repeated", "a.py",
     ("def f(a):\n    if a == 1:\n        return 1\n    elif a == 2:\n        return 2\n    "
     "elif a == 1:\n        return 3\n")),
    ("branch-repeated", "a.js", "if (a === 1) { f(); } else if (b) { g(); } else if (a === 1) { h(); }"),
    ("branch-repeated", "a.go",
     ("package a\nfunc F(a int) {\n\tif a == 1 {\n\t\tg()\n\t} else if a == 1 {\n\t\th()\n\t}\n"
     "}\n")),
    ("branch-leaves-unset", "a.py",
      ("def f(a):\n    if a == 1:\n        x = 1\n    elif a == 2:\n        g()\n    elif a == "
      "3:\n        x = 2\n    else:\n        x = 3\n    return x\n")),
]  # fmt: skip

LEFT_ALONE: list[tuple[str, str]] = [
    ("a.py", "def f(a):\n    a.strip()\n    a.replace(1, 2)\n"),  # of an unknown type: it may change itself
    ("a.py", "def f(a):\n    try:\n        sorted(a)\n    except TypeError:\n        pass\n"),
    ("a.py", "async def send(): ...\n\nasync def f():\n    await send()\n    task = send()\n"),
    ("a.py",
     ("class A:\n    async def send(self): ...\n\nclass B:\n    def send(self): ...\n    def "
     "f(self):\n        self.send()\n")),
    ("a.js", "async function send() { await 1; }\nfunction f() { send(); }\n"),
    ("a.js", "async function send() { await 1; }\nasync function f() { send().catch(g); }\n"),
    ("a.py", "def f(p):\n    with open(p) as handle:\n        return handle.read()\n"),
    ("a.py", "def f(p):\n    handle = open(p)\n    handle.close()\n"),
    ("a.py", "def f(p):\n    handle = open(p)\n    return handle\n"),
    ("a.py", "def f(self, p):\n    handle = open(p)\n    self.handle = handle\n"),
    ("a.go", "package a\nfunc F(p string) {\n\tf, err := os.Open(p)\n\tdefer f.Close()\n\t_ = err\n}\n"),
    ("A.java", "class A { void f() { try (FileReader r = new FileReader(p)) { r.read(); } } }"),
    ("A.java", "class A { void f() { FileReader r = new FileReader(p); r.close(); } }"),
    ("a.c", 'int f(char *p) { FILE *fp = fopen(p, "r"); fgets(b, 9, fp); fclose(fp); return 0; }'),
    ("a.go",
     ("package a\nfunc F() error {\n\ta, err := g()\n\tif err != nil {\n\t\treturn err\n\t}\n"
     "\tb, err := h(a)\n\treturn err\n}\n")),
    ("a.c", "void f(void) { struct a *x = malloc(9); if (x == NULL) return; x->b = 1; }"),
    ("a.c", "void f(void) { struct a *x = zmalloc(9); x->b = 1; }"),
    ("a.py", "def f(n):\n    if n >= 255:\n        raise ValueError('n must be less than 255')\n"),
    ("a.py", "def f(n):\n    if n > 255:\n        raise ValueError('n must be at most 255')\n"),
    ("a.js", "function f(a) { for (let i = 0; i < a.length; i++) { g(a[i]); } }"),
    ("a.py", "def f(a):\n    if a.pop() == 1:\n        return 1\n    elif a.pop() == 1:\n        return 2\n"),
    ("a.py",
      ("def f(a):\n    x = 0\n    if a == 1:\n        x = 1\n    elif a == 2:\n        g()\n   "
      " elif a == 3:\n        x = 2\n    else:\n        x = 3\n    return x\n")),
    ("a.py",
      ("def f(a):\n    if a == 1:\n        x = 1\n    elif a == 2:\n        raise ValueError\n "
      "   elif a == 3:\n        x = 2\n    else:\n        x = 3\n    return x\n")),
]  # fmt: skip


@pytest.mark.parametrize(("detector", "path", "text"), SUSPECTED)
def test_it_is_suspected(detector: DetectorName, path: str, text: str) -> None:
    """Once, on lines, with what would settle it."""
    (found,) = suspect({path: text})
    assert found.detector == detector
    assert found.place.path == path
    assert found.falsifier


@pytest.mark.parametrize(("path", "text"), LEFT_ALONE)
def test_it_is_left_alone(path: str, text: str) -> None:
    assert suspect({path: text}) == []


COUNTS = (
    "class CountError(ValueError): ...\n\n\ndef read_count(text):\n    if not text:\n        "
    "raise CountError('nothing')\n"
    "    return int(text)\n"
)


@pytest.mark.parametrize(
    ("test", "is_suspected"),
    [
        ("def test_read_count():\n    assert read_count('1') == 1\n", True),
        ("def test_read_count():\n    with raises(CountError):\n        read_count('')\n", False),
        ("def test_read_count():\n    with raises(ValueError):\n        read_count('')\n", False),
        ("def test_other():\n    assert other()\n", False),
    ],
)
def test_an_error_that_no_test_expects(test: str, *, is_suspected: bool) -> None:
    """Of a function that is tested; a test of its parent class counts."""
    found = suspect({"a.py": COUNTS, "tests/test_a.py": test})
    assert [each.detector for each in found] == (["error-path-untested"] if is_suspected else [])


@pytest.mark.parametrize(
    ("call", "is_suspected"),
    [
        ("share(None)", True), ("share(book=None)", True), ("share(1, -2)", True), ("share(1, weeks=0)", True),
        ("share(1, 2)", False), ("share(1, None)", False), ("keep(None)", False),
    ],
)  # fmt: skip
def test_a_call_that_the_documentation_refuses(call: str, *, is_suspected: bool) -> None:
    """By position or by name, of a function of that name."""
    doc = '"""`book` must not be None; weeks must be positive."""'
    text = f"def share(book, weeks=1):\n    {doc}\n\n\ndef f():\n    {call}\n"
    found = suspect({"a.py": text})
    assert [each.detector for each in found] == (["precondition-broken"] if is_suspected else [])


def test_a_script_expects_an_error_in_a_test_without_a_name() -> None:
    """What `it` is given bears none; a helper beside it is no test."""
    code = "export function register(f) { if (!f) { throw new Error('a function is required'); } }\n"
    test = "it('throws', () => { assert.throws(() => register(), /required/); });\nfunction helper() { register(1); }\n"
    assert suspect({"a.js": code, "test/a.test.js": test}) == []
