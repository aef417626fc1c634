"""`/artifacts/{address}/{name}`: what a run left, by the signed address that the run shows."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from fastapi.responses import Response

from repochat.api.limits import LIMITS
from repochat.api.services import ServicesDep
from repochat.workspace.artifacts import open_artifact

router = APIRouter(tags=["runs"], prefix="/artifacts")


@router.get(
    "/{address}/{name}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The artifact's bytes."}},
)
async def get_artifact(
    address: Annotated[str, Path(max_length=LIMITS.artifact_address_chars_max)], name: str, services: ServicesDep
) -> Response:
    """The bytes, to be saved: whoever has the address may have them until it expires. `name` is for people alone."""
    del name
    opened = await open_artifact(services.resources, address)
    # Never shown by the browser in our origin: a Thought may have put a repository's text in it.
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(opened.record.name, safe='')}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(opened.content, media_type=opened.record.media_type, headers=headers)
