"""What a person reads when the demo was made."""

import sys

from infra.seed.seeding import SeedReport, seed
from infra.seed.story import ASKED, WATCHED

from repochat.cli.keys import add_token
from repochat.cli.launch import address_of
from repochat.cli.services import find_service
from repochat.core.errors import RepochatError
from repochat.core.home import open_home
from repochat.core.logging import configure_logging
from repochat.core.settings import Settings, load_settings

OK, FAILED = 0, 1


async def run() -> int:
    """The exit code."""
    try:
        settings = load_settings()
        configure_logging(settings.model_copy(update={"log_level": "warning"}))
        report = await seed(settings)
    except RepochatError as error:
        sys.stderr.write(f"{error.message} {error.hint}\n")
        return FAILED
    sys.stdout.write(f"{tell(report)}\n")
    if report.state != "declined":
        sys.stdout.write(f"{tell_address(settings)}\n")
    return OK


def tell(report: SeedReport) -> str:
    """What was made."""
    if report.state == "declined":
        return "People log in to this installation: no demo is made here."
    if report.state == "known":
        return f"The demo {report.repo} is there already; nothing was added."
    return "\n".join(
        (
            f"Made the demo {report.repo}: three languages, a fix and a revert, pull request 1 merged and 2 open.",
            f"{report.deliveries} webhooks were signed, sent and taken in. Watched, with {report.reports} report:",
            f"  {WATCHED}",
            f"Asked before the last push, which moved what it cites: {ASKED}",
        )
    )


def tell_address(settings: Settings) -> str:
    """Where to look at it."""
    home = open_home(settings.repochat_home)
    running = find_service(home, "api")
    if running is not None and running.address:
        return f"Open {add_token(running.address, home)}"
    return f"Run `repochat up`, then open {add_token(address_of(settings), home)}"
