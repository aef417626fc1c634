"""What a draft pull request is asked to be, and what became of it. Checked before anything is sent."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from repochat.core.errors import ForbiddenError, InvalidError, LimitError
from repochat.forge.limits import ForgeLimits
from repochat.forge.names import check_name
from repochat.forge.pull_request import PullRequestState

BRANCH_PREFIX = "repochat/"
AUTHOR_NAME = "repochat"
AUTHOR_EMAIL = "drafts@repochat.invalid"

_SLUG_CHARS_MAX = 40
_DIGEST_CHARS = 12
_OWN_BRANCH = re.compile(rf"{BRANCH_PREFIX}[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{{{_DIGEST_CHARS}}}")
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLink:
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRequest:
    """`files` maps paths to their new bytes, None for one to delete; all on top of commit `base_sha` of branch `base`.

    `key` says which draft this is: the same key never opens a second one. `rerun` is how a reader gets the evidence
    again, as commands.
    """

    repo: str
    base: str
    base_sha: str
    title: str
    body: str
    files: Mapping[str, bytes | None]
    key: str
    evidence: tuple[EvidenceLink, ...] = ()
    rerun: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`created` is false for one that was there before. `is_draft` is false once a person ended the draft.

    `head_sha` is somebody else's commit once people worked on the branch: then nothing was added to it.
    """

    number: int
    url: str
    branch: str
    head_sha: str
    created: bool
    state: PullRequestState
    is_draft: bool


def check_request(request: DraftRequest, limits: ForgeLimits) -> None:
    """Raises InvalidError or LimitError for what no repository should be asked to take."""
    check_name(request.repo)
    if not _SHA.fullmatch(request.base_sha) or not request.base or not request.key or not request.title.strip():
        raise InvalidError("A draft needs a base branch, its commit, a title and a key.", hint="Fill in all four.")
    if not request.files:
        raise InvalidError("A draft that changes no file is none.", hint="Name at least one file.")
    for path in request.files:
        _check_path(path)
    size = sum(len(content) for content in request.files.values() if content is not None)
    _check_bound("draft_files_max", len(request.files), limits.draft_files_max)
    _check_bound("draft_bytes_max", size, limits.draft_bytes_max)
    _check_bound("draft_title_chars_max", len(request.title), limits.draft_title_chars_max)
    _check_bound("draft_body_chars_max", len(render_body(request)), limits.draft_body_chars_max)


def name_branch(request: DraftRequest) -> str:
    """`repochat/<title>-<hash of the key>`."""
    words = re.findall(r"[a-z0-9]+", request.title.lower())
    slug = "-".join(words)[:_SLUG_CHARS_MAX].strip("-") or "draft"
    return f"{BRANCH_PREFIX}{slug}-{digest_key(request.key)}"


def digest_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:_DIGEST_CHARS]


def check_own_branch(name: str) -> str:
    """The name of a branch that is ours to write. Raises ForbiddenError for every other."""
    if not _OWN_BRANCH.fullmatch(name):
        raise ForbiddenError(
            "Only branches of our own naming are written.", hint="Drafts live in branches named repochat/...-<hash>."
        )
    return name


def render_message(request: DraftRequest) -> str:
    """The commit's message. Its trailers say that it is ours, of which draft, and on what it stands."""
    return f"{request.title.strip()}\n\n{build_trailer(request.key)}\nRepochat-Base: {request.base_sha}\n"


def build_trailer(key: str) -> str:
    return f"Repochat-Draft: {hashlib.sha256(key.encode()).hexdigest()}"


def render_body(request: DraftRequest) -> str:
    """The text of the pull request, in Markdown."""
    parts = [request.body.strip()]
    if request.evidence:
        links = "\n".join(f"- [{_plain(link.title)}](<{_plain(link.url)}>)" for link in request.evidence)
        parts.append(f"## Evidence\n\n{links}")
    if request.rerun:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", request.rerun)), default=0))
        parts.append(f"## Run it again\n\n{fence}sh\n{request.rerun.strip()}\n{fence}")
    parts.append(f"Drafted by repochat at {request.base_sha}. It is never merged by itself: that is for people.")
    return "\n\n".join(part for part in parts if part)


def _plain(text: str) -> str:
    """On one line, without what would end a link."""
    return re.sub(r"[\[\]<>\s]+", " ", text).strip()


def _check_path(path: str) -> None:
    parts = path.split("/")
    if not path.isprintable() or any(part in {"", ".", ".."} or part.lower() == ".git" for part in parts):
        raise InvalidError("A path of the draft is none that a repository may hold.", hint="Write folder/name.")


def _check_bound(name: str, value: int, bound: int) -> None:
    if value > bound:
        raise LimitError(f"The draft is too large: {value} is above {bound}.", hint="Make it smaller.", limit=name)
