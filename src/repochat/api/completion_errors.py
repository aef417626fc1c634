"""Errors of `/v1` in OpenAI's shape, so that its clients raise the errors that their users know."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from repochat.api.errors import ERROR_RESPONSES, STATUSES, to_status
from repochat.core.errors import ErrorKind, RepochatError

TYPES: dict[ErrorKind, str] = {
    "not_found": "invalid_request_error",
    "conflict": "invalid_request_error",
    "forbidden": "permission_error",
    "invalid": "invalid_request_error",
    "limit": "rate_limit_error",
    "unavailable": "server_error",
}


class CompletionErrorBody(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None


class CompletionErrorShape(BaseModel):
    """Every error of `/v1` looks like this."""

    error: CompletionErrorBody


COMPLETION_ERROR_RESPONSES: dict[int | str, dict[str, object]] = {
    status: {**response, "model": CompletionErrorShape} for status, response in ERROR_RESPONSES.items()
}


def describe_failure(error: RepochatError) -> dict[str, Any]:
    """`{"error": ...}` with the hint at the end of the message: clients show nothing else."""
    code = "model_not_found" if error.kind == "not_found" else error.as_json().get("limit", error.kind)
    message = f"{error.message} {error.hint}"
    return {"error": {"message": message, "type": TYPES[error.kind], "param": None, "code": code}}


class CompletionRoute(APIRoute):
    """A route whose every error has that shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_and_explain(request: Request) -> Response:
            try:
                return await handle(request)
            except RepochatError as error:
                return JSONResponse(describe_failure(error), status_code=to_status(error))
            except RequestValidationError as error:
                return _refuse(STATUSES["invalid"], *_explain(error))
            except HTTPException as error:
                return _refuse(error.status_code, str(error.detail), None)

        return handle_and_explain


def _explain(error: RequestValidationError) -> tuple[str, str | None]:
    """What is wrong with the first thing that is wrong, and where."""
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"][1:]) or None
    return f"{where or 'body'}: {problem['msg']}.", where


def _refuse(status: int, message: str, param: str | None) -> JSONResponse:
    body = {"message": message, "type": TYPES["invalid"], "param": param, "code": None}
    return JSONResponse({"error": body}, status_code=status)
