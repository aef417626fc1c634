"""What the product needs of this machine, checked one by one, with a fix for each failure."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import psycopg

import repochat
from repochat.core.attachment import attached_database
from repochat.core.errors import RepochatError
from repochat.core.home import Home, HomeLimits, open_home
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.core.postgres.external import bypasses_row_security
from repochat.core.settings import Settings
from repochat.git import check_git
from repochat.llm import load_embedding_model
from repochat.llm.endpoint import find_endpoint
from repochat.syntax import check_grammars, set_grammar_folder

PROBE_TIMEOUT_S = 10
COMFORTABLE_BYTES = 5_000_000_000  # a large repository with its mirror and index
BUBBLEWRAP_PROBE = ("--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "true")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`fix` says what to do when it is not `ok`; beside an `ok` it is advice."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def run_checks(settings: Settings) -> list[Check]:
    """Every check, in the order to mend them in. Starts the embedded database, and stops it again if it was down."""
    return [
        *_guard("disk", lambda: [check_disk(settings)]),
        *_guard("database", lambda: check_database(settings)),
        *_guard("git", lambda: [Check(name="git", ok=True, detail=f"git {check_git()}")]),
        *_guard("grammars", lambda: [check_syntax(open_home(settings.repochat_home))]),
        *_guard("embedding model", lambda: [check_embedding(settings)]),
        *_guard("language model", lambda: [check_language_model(settings)]),
        check_web(Path(repochat.__path__[0]) / "api" / "web"),
        check_sandbox(shutil.which("bwrap")),
    ]


def _guard(name: str, check: Callable[[], Sequence[Check]]) -> Sequence[Check]:
    """A check that fails is a result like any other."""
    try:
        return check()
    except RepochatError as error:
        return [Check(name=name, ok=False, detail=error.message, fix=error.hint)]


def check_disk(settings: Settings, limits: HomeLimits | None = None) -> Check:
    """Raises what `open_home` raises."""
    home = open_home(settings.repochat_home, limits)
    free_bytes = shutil.disk_usage(home.root).free
    detail = f"{home.root}, {free_bytes / 1e9:.1f} GB free"
    fix = "" if free_bytes >= COMFORTABLE_BYTES else "A large repository needs up to 5 GB; free some space soon."
    return Check(name="disk", ok=True, detail=detail, fix=fix)


def check_database(settings: Settings) -> list[Check]:
    """The database, pgvector and the role. Raises what `attached_database` raises."""
    began = time.monotonic()
    with attached_database(settings) as urls:
        where = "embedded" if settings.is_embedded else "from DATABASE_URL or POSTGRES_*"
        seconds = time.monotonic() - began
        return [*_read_versions(urls, f"{where}, answered in {seconds:.2f} s"), check_role(urls)]


def _read_versions(urls: DatabaseUrls, where: str) -> list[Check]:
    with psycopg.connect(conninfo_of(urls.app)) as connection:
        server = connection.info.parameter_status("server_version")
        row = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
    return [
        Check(name="database", ok=True, detail=f"PostgreSQL {server}, {where}"),
        Check(
            name="pgvector",
            ok=row is not None,
            detail="not enabled in this database" if row is None else f"pgvector {row[0]}",
            fix="Run once as a superuser in that database: CREATE EXTENSION vector" if row is None else "",
        ),
    ]


def check_role(urls: DatabaseUrls) -> Check:
    """Whether row-level security keeps tenants apart for the role that the product works as."""
    if bypasses_row_security(urls.app):
        return Check(
            name="tenants",
            ok=False,
            detail="the database role is a superuser or bypasses row-level security: nothing would keep tenants apart",
            fix="Use a role made with NOSUPERUSER NOBYPASSRLS in DATABASE_URL.",
        )
    return Check(name="tenants", ok=True, detail="kept apart by row-level security")


def check_syntax(home: Home) -> Check:
    """Every grammar and query loads, unpacked where the indexer unpacks them."""
    set_grammar_folder(home.grammars)
    results = check_grammars()
    problems = [f"{language}: {problem}" for language, problem in results if problem]
    if problems:
        fix = "Check that the folder they are unpacked into can be written to and has 100 MB free; else install again."
        return Check(name="grammars", ok=False, detail="; ".join(problems), fix=fix)
    return Check(name="grammars", ok=True, detail=f"{len(results)} languages are parsed")


def check_embedding(settings: Settings) -> Check:
    """The model loads; one that runs here embeds a word. A remote one is not called: that may cost money."""
    model = load_embedding_model(settings.embedding_model, api_key=settings.llm_api_key, base_url=settings.llm_base_url)
    if not model.is_local:
        return Check(name="embedding model", ok=True, detail=f"{model.name}, by a provider, not called now")
    width = model.embed_query("parse the settings").shape[1]
    return Check(name="embedding model", ok=True, detail=f"{model.name}, {width} dimensions, on this machine")


def check_language_model(settings: Settings) -> Check:
    """Whether its server takes connections. Nothing is sent: no key, no code, no token that costs.

    Raises InvalidError when LLM_BASE_URL is not an address.
    """
    endpoint = find_endpoint(settings)
    if endpoint is None:
        detail = "none: answers are extractive, with the same citations"
        return Check(name="language model", ok=True, detail=detail)
    where = "on this machine" if endpoint.is_local else "code goes there only for repositories whose owner allowed it"
    detail = f"{endpoint.provider}, {endpoint.model} at {endpoint.host} ({where})"
    problem = _probe_address(endpoint.base_url)
    if problem:
        fix = "Start it or correct LLM_BASE_URL; until then answers are extractive."
        return Check(name="language model", ok=False, detail=f"{detail}: {problem}", fix=fix)
    return Check(name="language model", ok=True, detail=detail)


def _probe_address(base_url: str) -> str:
    address = urlsplit(base_url)
    host = address.hostname or ""
    if address.scheme in getproxies() and not proxy_bypass(host):
        return ""  # a proxy stands between, and it alone can reach the host
    try:
        port = address.port or (443 if address.scheme == "https" else 80)
        socket.create_connection((host, port), timeout=PROBE_TIMEOUT_S).close()
    except (OSError, UnicodeError) as error:  # the latter for a name that no resolver takes
        return f"it takes no connection ({error})"
    return ""


def check_web(folder: Path) -> Check:
    if (folder / "index.html").is_file():
        return Check(name="web app", ok=True, detail="built")
    return Check(name="web app", ok=False, detail="not built: the API works, its pages do not", fix="Run: make web")


def check_sandbox(bubblewrap: str | None) -> Check:
    """Only background thinking will run code of a repository, so its absence fails nothing today."""
    purpose = "nothing runs a repository's code yet; background thinking will, in a sandbox only"
    if bubblewrap is None:
        advice = "Install it before you turn thinking on (Debian: apt install bubblewrap)."
        return Check(name="sandbox", ok=True, detail=f"no bubblewrap; {purpose}", fix=advice)
    problem = _probe_bubblewrap(bubblewrap)
    if problem:
        advice = "Containers often forbid user namespaces: allow them before you turn thinking on."
        return Check(name="sandbox", ok=True, detail=f"bubblewrap cannot start here ({problem}); {purpose}", fix=advice)
    return Check(name="sandbox", ok=True, detail=f"bubblewrap works; {purpose}")


def _probe_bubblewrap(program: str) -> str:
    try:
        done = subprocess.run(
            [program, *BUBBLEWRAP_PROBE], capture_output=True, text=True, timeout=PROBE_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or f"exit code {done.returncode}"
