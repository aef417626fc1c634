"""`repochat doctor`: what `doctor` found, printed."""

from dataclasses import asdict

from repochat.cli.doctor import Check, run_checks
from repochat.cli.exits import CODES, OK
from repochat.cli.terminal import clean, write, write_json
from repochat.cli.workspace import load_command_settings


def check(*, as_json: bool) -> int:
    """Print every check; returns the exit code: 0 when all is well, else that of `unavailable`."""
    checks = run_checks(load_command_settings())
    is_well = all(each.ok for each in checks)
    if as_json:
        write_json({"ok": is_well, "checks": [asdict(each) for each in checks]})
    else:
        for each in checks:
            _show(each)
    return OK if is_well else CODES["unavailable"]


def _show(each: Check) -> None:
    write(f"{'ok  ' if each.ok else 'FAIL'}  {each.name}: {clean(each.detail)}")
    if each.fix:
        write(f"      {'advice' if each.ok else 'fix'}: {clean(each.fix)}")
