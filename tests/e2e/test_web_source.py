"""Rules of the web app's code that a machine can hold."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from repochat.api.web import WEB_FOLDER

SOURCE = Path(__file__).resolve().parents[2] / "apps/web/src"
LINES_MAX = 250
FIRST_LOAD_BYTES_MAX = 250_000
IMPORT = re.compile(r"""(?:from|import\()\s*["']@/(\w+)(?:/(\w+))?""")
RAW_HTML = re.compile(r"dangerouslySetInnerHTML|\.innerHTML|document\.write|insertAdjacentHTML")
LAYERS = ("lib", "ui", "features", "screens", "app")
SCRIPT = re.compile(r'<script[^>]*\bsrc="(/_next/[^"]+\.js)"([^>]*)>')


def list_sources() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*") if path.suffix in {".ts", ".tsx"})


def find_wrong_imports(path: Path) -> Iterator[str]:
    """A file imports from layers below its own, and a feature from no other feature."""
    layer, feature = path.relative_to(SOURCE).parts[:2]
    for found in IMPORT.finditer(path.read_text()):
        is_above = LAYERS.index(found[1]) > LAYERS.index(layer)
        is_other = layer == found[1] == "features" and found[2] != feature
        if is_above or is_other:
            yield f"{path.relative_to(SOURCE)} imports {found[1]}/{found[2]}"


def test_features_do_not_import_each_other_and_layers_import_only_what_is_below() -> None:
    assert [wrong for path in list_sources() for wrong in find_wrong_imports(path)] == []


def test_no_file_is_longer_than_a_screen_or_two_and_none_writes_raw_html() -> None:
    texts = {str(path.relative_to(SOURCE)): path.read_text() for path in list_sources()}
    assert [path for path, text in texts.items() if text.count("\n") > LINES_MAX] == []
    assert [path for path, text in texts.items() if RAW_HTML.search(text)] == []


@pytest.mark.e2e
def test_no_screen_loads_more_script_than_promised(web_app: None) -> None:
    pages = sorted(WEB_FOLDER.rglob("*.html"))
    sizes = {str(page.relative_to(WEB_FOLDER)): sum(measure_scripts(page).values()) for page in pages}
    assert {"index.html", "chat.html", "code.html", "settings.html"} <= sizes.keys()
    assert {name: size for name, size in sizes.items() if not 0 < size < FIRST_LOAD_BYTES_MAX} == {}


def measure_scripts(page: Path) -> dict[str, int]:
    """The compressed bytes of each script that a page asks for at once."""
    found = {src for src, rest in SCRIPT.findall(page.read_text()) if "nomodule" not in rest.lower()}
    return {src: len(gzip.compress((WEB_FOLDER / src.lstrip("/")).read_bytes(), 6)) for src in found}
