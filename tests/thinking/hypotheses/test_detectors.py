"""What each detector suspects, and what looks like it and is not suspected."""

import pytest

from repochat.thinking.hypotheses import look, read_source
from repochat.thinking.hypotheses.model import DetectorName, Suspicion


def suspect(files: dict[str, str]) -> list[Suspicion]:
    read = [read_source(path, f"{number:040x}", text.encode()) for number, (path, text) in enumerate(files.items())]
    return look([file for file in read if file is not None])[0]


CHAIN = (
    "def f(a):\n    if a == 1:\n        x = 1\n    elif a == 2:\n        x = 2\n    elif a == 3:\n"
    "        x = 3\n    else:\n"
)
SUSPECTED: list[tuple[DetectorName, str, str]] = [
    ("result-unused", "a.py", "def f(a):\n    name = 'x'\n    name.strip()\n    return name\n"),
    ("result-unused", "a.py", "def f(a):\n    sorted(a)\n    return a\n"),
    ("coroutine-not-awaited", "a.py", "async def send(): ...\n\ndef f():\n    send()\n"),
    ("coroutine-not-awaited", "a.py",
     "class A:\n    async def send(self): ...\n    async def f(self):\n        self.send()\n"),
    ("resource-not-closed", "a.py", "def f(p):\n    handle = open(p)\n    return handle.read()\n"),
    ("resource-not-closed", "a.go",
     "package a\nfunc F(p string) {\n\tf, err := os.Open(p)\n\tf.Stat()\n\t_ = err\n}\n"),
    ("resource-not-closed", "A.java", "class A { void f() { FileReader r = new FileReader(p); r.read(); } }"),
    ("resource-not-closed", "A.java", "class A { void f() { Socket s; s = new Socket(h, p); s.getInputStream(); } }"),
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
    ("branch-leaves-unset", "a.py", CHAIN + "        g()\n    return x\n"),
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
    ("a.js", "async function send() { await 1; }\nasync function f() { send(); }\n"),
    ("a.py", "def f(p):\n    with open(p) as handle:\n        return handle.read()\n"),
    ("a.py", "def f(p):\n    handle = open(p)\n    handle.close()\n"),
    ("a.py", "def f(p):\n    handle = open(p)\n    return handle\n"),
    ("a.py", "def f(p):\n    handle = open(p)\n    write_to(handle.write)\n"),
    ("a.py", "def f(self, p):\n    handle = open(p)\n    self.handle = handle\n"),
    ("a.go", "package a\nfunc F(p string) {\n\tf, err := os.Open(p)\n\tdefer f.Close()\n\t_ = err\n}\n"),
    ("A.java", "class A { Socket s; void f() { s = new Socket(h, p); s.getInputStream(); } }"),
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
    ("a.py", CHAIN + "        assert False\n    return x\n"),
    ("a.py", CHAIN + "        pytest.fail('no')\n    return x\n"),
    ("a.go",
     ("package a\nfunc F(a []int) error {\n\tif len(a) > 1 {\n"
      '\t\treturn fmt.Errorf("at most 2, got %d", len(a)+1)\n\t}\n\treturn nil\n}\n')),
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
        ("def test_read_count():\n    other.read_count('')\n", False),
        ("try:\n    read_count('')\nexcept ValueError: ...\n\n\ndef test_it():\n    read_count('1')\n", False),
        ("def test_rows():\n    row['read_count'] = 1\n", False),
    ],
)
def test_an_error_that_no_test_expects(test: str, *, is_suspected: bool) -> None:
    """Of a function that is tested; a test of its parent class counts."""
    found = suspect({"a.py": COUNTS, "tests/test_a.py": test})
    assert [each.detector for each in found] == (["error-path-untested"] if is_suspected else [])


def test_a_script_expects_an_error_in_a_test_without_a_name() -> None:
    """What `it` is given bears none; a helper beside it is no test."""
    code = "export function register(f) { if (!f) { throw new Error('a function is required'); } }\n"
    test = "it('throws', () => { assert.throws(() => register(), /required/); });\nfunction helper() { register(1); }\n"
    assert suspect({"a.js": code, "test/a.test.js": test}) == []


@pytest.mark.parametrize(
    ("body", "is_suspected"),
    [
        ("    if not text:\n        raise ValueError('x')\n", True),
        (
            "    try:\n        if not text:\n            raise ValueError\n    except ValueError:\n        return 0\n",
            False,
        ),
        (
            "    try:\n        if not text:\n            raise ValueError\n    except KeyError:\n        return 0\n",
            True,
        ),
        ("    try:\n        go()\n    except OSError as e:\n        raise ValueError(e)\n", False),
        ("    if sys.platform == 'win32':\n        raise ValueError('x')\n", False),
        ("    if not text:\n        # should be impossible\n        raise ValueError('x')\n", False),
        ("    if not text:\n        raise ValueError('counts need some digits')\n", False),
    ],
)
def test_a_raise_that_no_test_can_walk(body: str, *, is_suspected: bool) -> None:
    """Caught where it is raised, of another machine, said to be impossible; and one whose message some test quotes."""
    tests = "def test_read_count():\n    read_count('1')\n\n\ndef test_page():\n    see('counts need some digits')\n"
    found = suspect({"a.py": f"def read_count(text):\n{body}    return 1\n", "tests/test_a.py": tests})
    assert [each.detector for each in found] == (["error-path-untested"] if is_suspected else [])


@pytest.mark.parametrize(
    ("told", "is_suspected"),
    [
        ("assertEquals(1, Counts.readCount(1))", True),
        ("assertIllegalArgumentException(() -> Counts.readCount(0))", False),
    ],
)
def test_a_helper_expects_the_error(told: str, *, is_suspected: bool) -> None:
    """Java's tests often wrap what expects an error in a function named for it."""
    body = "if (a < 1) { throw new IllegalArgumentException(); } return a;"
    code = f"public class Counts {{ public static int readCount(int a) {{ {body} }} }}"
    found = suspect(
        {"Counts.java": code, "src/test/CountsTest.java": f"class CountsTest {{ void testIt() {{ {told}; }} }}"}
    )
    assert [each.detector for each in found] == (["error-path-untested"] if is_suspected else [])


def test_a_member_of_another_class_is_not_called() -> None:
    """Where the test file does not name the class, the call may be of anything."""
    code = "class Counts:\n    def read_count(self, text):\n        if not text:\n            raise ValueError('x')\n"
    for name, count in (("Counts", 1), ("Pages", 0)):
        test = f"def test_it():\n    {name}().read_count(1)\n"
        assert len(suspect({"a.py": code, "tests/test_a.py": test})) == count
