"""`repochat spend` and `repochat audit`: what models used, and what was decided about them."""

from repochat.accounts.audit_store import AuditEntry, AuditStore
from repochat.catalog.spend_store import SpendLine
from repochat.cli.model_access import tell_budget
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.workspace.spending import read_spending


async def spend(days: int, *, as_json: bool) -> None:
    """Print what was used in the last `days` days, and what is left of today."""
    async with open_workspace() as workspace:
        spending = await read_spending(workspace.resources, workspace.viewer, days)
    if as_json:
        write_json(spending.as_json())
        return
    write(f"today: {tell_budget(spending.today, spending.budget)}, running answers included")
    for line in spending.report.lines:
        _show_line(line)
    if spending.report.is_cut:
        write("There is more; --days with a smaller number shows all of its days.")


async def audit(limit: int, *, before: int | None, as_json: bool) -> None:
    """Print the newest entries before the one of the id `before`."""
    async with open_workspace() as workspace, workspace.database.read(workspace.viewer.scope) as session:
        entries = await AuditStore(session).list_entries(limit, before=before)
    next_before = entries[-1].id if len(entries) == limit else None
    if as_json:
        write_json({"entries": [_describe_entry(entry) for entry in entries], "next_before": next_before})
        return
    for entry in entries:
        detail = ", ".join(f"{key} {value}" for key, value in entry.detail.items() if key != "repo_id")
        write(
            f"{entry.created_at:%Y-%m-%d %H:%M:%S} UTC  {clean_line(entry.actor)}  {entry.action}"
            f"  {clean_line(entry.subject)}  {clean_line(detail)}"
        )
    if not entries:
        write("Nothing was decided yet.")
    elif next_before is not None:
        write(f"`repochat audit --before {next_before}` shows the ones before.")


def _show_line(line: SpendLine) -> None:
    unpriced = f" ({line.unpriced} without a known price)" if line.unpriced else ""
    write(
        f"{line.day}  {clean_line(line.repo)}  {clean_line(line.model)}  {line.answers} answers,"
        f" {line.input_tokens:,} tokens in, {line.output_tokens:,} out, ${line.cost_usd:.4f}{unpriced}"
    )


def _describe_entry(entry: AuditEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "created_at": entry.created_at.isoformat(),
    }
