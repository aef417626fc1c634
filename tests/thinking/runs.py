"""Rows of runs, for tests of what hangs on one."""

from uuid import UUID

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.thinking.run_models import ProposalRow, RunRow
from repochat.core.database import Database
from repochat.core.ids import create_id


async def make_run(database: Database, repo_id: UUID, thought: str = "MapRepo") -> UUID:
    """A run that somebody asked for and that has not begun."""
    proposal_id, run_id = create_id(), create_id()
    same = {
        "tenant_id": LOCAL_TENANT_ID,
        "repo_id": repo_id,
        "thought": thought,
        "trigger": "person",
        "target": {"sha": "0" * 40},
    }
    async with database.write(LOCAL_TENANT_ID) as session:
        session.add(ProposalRow(**same, id=proposal_id, key=str(proposal_id), priority=0))
        await session.flush()
        session.add(RunRow(**same, id=run_id, proposal_id=proposal_id, attempt=1, version=1, level="small"))
    return run_id
