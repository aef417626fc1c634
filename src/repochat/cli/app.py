"""The commands: their names, options and help. Each imports its module when it runs, then calls one function of it."""

import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, Literal, NoReturn
from uuid import UUID

import typer
from typer.exceptions import TyperException

from repochat.cli import (
    access,
    answers,
    brief,
    drafts,
    insights,
    kill_switch,
    map_command,
    model,
    repos,
    risk,
    runs,
    think,
    watches,
)
from repochat.cli.exits import (
    INTERRUPTED,
    INVALID,
    MISTAKE,
    OK,
    InterruptedByUserError,
    report_error,
    report_failure,
)
from repochat.core.errors import RepochatError

app = typer.Typer(
    name="repochat",
    help="Chat with a git repository: every statement leads to path:start-end @ commit, checked by machine.",
    epilog="Exit codes: 0 done, 2 wrong input, 3 not found, 4 conflict, 5 forbidden, 6 a limit, 7 unavailable,"
    " 130 interrupted, 1 our mistake.",
    add_completion=False,
    rich_markup_mode=None,  # plain help: importing Rich for it costs more than the rest
    pretty_exceptions_enable=False,
)

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else there.")]
Rev = Annotated[str | None, typer.Option("--rev", metavar="REV", help="A branch, a tag or a SHA.")]
RepoOption = Annotated[
    str, typer.Option("--repo", metavar="REPO", help="A connected repository: its name, path or address.")
]
Batch = Annotated[
    str | None, typer.Option("--batch", metavar="FILE", help="Read one question a line (- is standard input).")
]


Source = Annotated[str | None, typer.Argument(metavar="[REPO]", help="What to index: a path or an address.")]


@app.command()
def up(
    source: Source = None,
    *,
    repo: Annotated[str | None, typer.Option("--repo", metavar="REPO", help="The same as the argument.")] = None,
    host: Annotated[str | None, typer.Option("--host", help="Instead of API_HOST.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Instead of API_PORT.")] = None,
    foreground: Annotated[bool, typer.Option("--foreground", help="Stay, and stop everything when told to.")] = False,
    as_json: Json = False,
) -> None:
    """Start the database, the API with the web app, and a worker; index REPO. What runs already is reused."""
    from repochat.cli import up as command
    from repochat.cli.workspace import run

    request = command.UpRequest(source=repo or source, host=host, port=port, foreground=foreground)
    run(command.up(request, as_json=as_json))


@app.command()
def down(*, as_json: Json = False) -> None:
    """Stop what `up` started."""
    from repochat.cli import up as command

    command.down(as_json=as_json)


@app.command()
def index(
    repo: Annotated[str, typer.Argument(metavar="REPO", help="A path, an address, or owner/name on GitHub.")],
    *,
    rev: Rev = None,
    name: Annotated[str | None, typer.Option("--name", help="What to call it.")] = None,
    as_json: Json = False,
) -> None:
    """Index a repository, or bring it up to date. Only what changed is read."""
    from repochat.cli import index as command
    from repochat.cli.workspace import run

    run(command.index(repo, rev=rev, name=name, as_json=as_json))


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="After -- it may begin with a dash.")
    ] = None,
    *,
    repo: RepoOption = ".",
    rev: Rev = None,
    batch: Batch = None,
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="REPO", help="Ask this repository too; may be repeated.")
    ] = None,
    mode: Annotated[
        Literal["auto", "extractive", "quick", "deep"],
        typer.Option("--mode", help="How to answer; auto chooses between quick and deep by the question."),
    ] = "auto",
    strict: Annotated[bool, typer.Option("--strict", help="Leave out what no line supports.")] = False,
    continues: Annotated[
        bool, typer.Option("--continue", "-c", help="Go on with the latest conversation: `and who calls it?`")
    ] = False,
    index_first: Annotated[bool, typer.Option("--index", help="Index the repository first.")] = False,
    again: Annotated[
        UUID | None,
        typer.Option("--again", metavar="ANSWER", help="The question of this answer, at the newest commit."),
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="PATH:START-END", help='The lines that "this" means.')
    ] = None,
    pull: Annotated[int | None, typer.Option("--pr", metavar="NUMBER", min=1, help="About this pull request.")] = None,
    as_json: Json = False,
) -> None:
    """Answer a question about indexed repositories, with citations that were checked.

    In the question, @path, #symbol, lang:NAME, path:FOLDER and tests:only or tests:none keep it to a part of the code.
    """
    from repochat.cli import ask as command
    from repochat.cli.batch import check_one
    from repochat.cli.workspace import run

    if again is not None and question is None and batch is None:
        from repochat.cli import watching

        run(watching.again(again, as_json=as_json))
        return
    check_one(question, batch, what="question")
    options = command.AskOptions(
        repo=repo,
        also=also or (),
        rev=rev,
        mode=mode,
        strict=strict,
        continues=continues,
        index_first=index_first,
        pull_request=pull,
        at=at,
    )
    if batch is not None:
        run(command.ask_batch(batch, options))
    else:
        run(command.ask(question or "", options, as_json=as_json))


@app.command()
def compare(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The older revision: a branch, a tag, a SHA.")],
    head: Annotated[str, typer.Argument(metavar="HEAD", help="The newer one.")],
    about: Annotated[
        list[str] | None, typer.Argument(metavar="[about X]", help="What is meant; without it all that differs.")
    ] = None,
    *,
    repo: RepoOption = ".",
    mode: Annotated[
        Literal["auto", "extractive", "quick", "deep"],
        typer.Option("--mode", help="How to answer; extractive asks no model."),
    ] = "extractive",
    as_json: Json = False,
) -> None:
    """Tell what changed between two revisions, cited on both sides; neither has to be indexed."""
    from repochat.cli import ask as command
    from repochat.cli.workspace import run

    words = about or []
    topic = " ".join(words[1:] if words[:1] == ["about"] else words)
    question = f"What changed about {topic}?" if topic else "What changed?"
    options = command.AskOptions(
        repo=repo, also=(), rev=None, mode=mode, strict=False, continues=False, index_first=False, compare=(base, head)
    )
    run(command.ask(question, options, as_json=as_json))


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="After -- it may begin with a dash.")] = None,
    *,
    repo: RepoOption = ".",
    limit: Annotated[int, typer.Option("-k", "--limit", min=1, max=100, help="How many places.")] = 10,
    rev: Rev = None,
    path: Annotated[str, typer.Option("--path", metavar="PREFIX", help="Search below this folder only.")] = "",
    batch: Batch = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the arithmetic of each score.")] = False,
    as_json: Json = False,
) -> None:
    """Find places in the code of an indexed repository."""
    from repochat.cli import search as command
    from repochat.cli.batch import check_one
    from repochat.cli.workspace import run

    check_one(query, batch, what="query")
    request = command.SearchRequest(repo=repo, rev=rev, limit=limit, path_prefix=path)
    if batch is not None:
        run(command.search_batch(batch, request))
    else:
        run(command.search(query or "", request, explain=explain, as_json=as_json))


@app.command()
def status(
    repo: Annotated[str | None, typer.Argument(metavar="[REPO]", help="One repository, with its details.")] = None,
    *,
    skips: Annotated[str | None, typer.Option("--skips", metavar="REASON", help="List the files skipped so.")] = None,
    as_json: Json = False,
) -> None:
    """Show what is indexed, how fresh it is, what was skipped and why, and what runs."""
    from repochat.cli import status as command
    from repochat.cli.workspace import run

    run(command.status(repo, skips=skips, as_json=as_json))


@app.command()
def doctor(*, as_json: Json = False) -> None:
    """Check what repochat needs of this machine, with a fix for each failure."""
    from repochat.cli.checkup import check

    raise typer.Exit(check(as_json=as_json))


@app.command()
def worker() -> None:
    """Run one worker until it is told to stop: it indexes what the API is asked to."""
    from repochat.cli.serving import serve_worker

    serve_worker()


@app.command()
def thinker() -> None:
    """Run one worker that only thinks in the background, until it is told to stop."""
    from repochat.cli.serving import serve_thinker

    serve_thinker()


@app.command()
def api() -> None:
    """Serve HTTP and the web app until told to stop."""
    from repochat.cli.serving import serve_api

    serve_api()


for command in (repos.follow, repos.policy, repos.disconnect):
    app.command()(command)
for command in (answers.why, answers.export, answers.verify, answers.feedback):
    app.command()(command)
app.add_typer(answers.conversations, name="conversations")
app.add_typer(model.app, name="model")
app.add_typer(drafts.app, name="drafts")
app.add_typer(watches.app, name="watch")
app.add_typer(insights.app, name="insights")
app.add_typer(runs.app, name="runs")
app.add_typer(think.app, name="think")
app.command()(access.connect)
app.command()(access.token)
app.add_typer(access.keys, name="keys")
app.command()(model.spend)
app.command()(model.audit)
app.command()(kill_switch.kill_switch)
app.command()(risk.risk)
app.command()(brief.brief)
app.command("map")(map_command.show_map)


@app.command()
def mcp(
    *,
    setup: Annotated[
        bool, typer.Option("--setup", help="Print the line that connects each of the common agents.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Serve an agent over standard input and output (MCP); `repochat mcp --setup` shows how to connect one."""
    if setup:
        from repochat.cli.mcp_setup import show_setup
        from repochat.core.settings import load_settings

        show_setup(load_settings(), as_json=as_json)
        return
    from repochat.cli.serving import serve_mcp

    serve_mcp()


@app.command("eval", context_settings=PASSED_ON)
def evaluate(context: typer.Context) -> None:
    """Measure the ranking on questions (from a checkout): arguments go to `evals`."""
    from repochat.cli.checkout import run_folder

    run_folder("evals", context.args)


@app.command(context_settings=PASSED_ON)
def bench(context: typer.Context) -> None:
    """Measure speed beside peers (from a checkout): arguments go to `bench`."""
    from repochat.cli.checkout import run_folder

    run_folder("bench", context.args)


def main() -> NoReturn:
    """The `repochat` program."""
    sys.exit(run_program(sys.argv[1:]))


def run_program(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code; every error is reported, none gets through."""
    as_json = "--json" in (arguments[: arguments.index("--")] if "--" in arguments else arguments)
    try:
        code = app(args=list(arguments) or ["--help"], prog_name="repochat", standalone_mode=False)
    except TyperException as error:
        report_failure(
            {"kind": "invalid", "message": error.format_message(), "hint": _advise(arguments)}, as_json=as_json
        )
        return INVALID
    except RepochatError as error:
        return report_error(error, as_json=as_json)
    except InterruptedByUserError as error:
        report_failure({"kind": "interrupted", "message": error.message, "hint": ""}, as_json=as_json)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return OK
    except Exception as error:  # noqa: BLE001  the last line of defence: a mistake of ours is reported, too
        traceback.print_exc()
        message = f"repochat failed by its own mistake ({type(error).__name__})."
        hint = "Please report it with the lines above."
        report_failure({"kind": "internal", "message": message, "hint": hint}, as_json=as_json)
        return MISTAKE
    if code == INTERRUPTED:
        report_failure({"kind": "interrupted", "message": "Interrupted.", "hint": ""}, as_json=as_json)
    return code if isinstance(code, int) else OK


def _advise(arguments: Sequence[str]) -> str:
    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    command = f"{arguments[0]} " if arguments and arguments[0] in known else ""
    return f"`repochat {command}--help` shows what it takes."
