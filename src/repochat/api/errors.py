"""The one place where a kind of error becomes an HTTP status, and the one shape in which errors leave."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from repochat.core.errors import ErrorKind, LimitError, RepochatError

log = structlog.get_logger(__name__)

STATUSES: dict[ErrorKind, int] = {
    "not_found": 404,
    "conflict": 409,
    "forbidden": 403,
    "invalid": 422,
    "limit": 429,
    "unavailable": 503,
}
TOO_LARGE = 413
SIZE_SUFFIXES = ("_bytes_max", "_chars_max", "_lines_max", "_depth_max", "_values_max")


class ErrorBody(BaseModel):
    """What happened and what to do next. `limit` names the bound that was reached."""

    kind: ErrorKind
    message: str
    hint: str
    limit: str | None = None


class ErrorShape(BaseModel):
    """Every error of the API looks like this."""

    error: ErrorBody


ERROR_RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorShape, "description": description}
    for status, description in (
        (401, "Who asks is not known"),
        (403, "Forbidden"),
        (404, "Nothing by that name"),
        (409, "The state does not allow it now"),
        (413, "Larger than a named limit"),
        (422, "The input is wrong"),
        (429, "A named limit is reached"),
        (503, "Something this depends on is away"),
    )
}


def install_errors(app: FastAPI) -> None:
    """Make every error of `app` an `ErrorShape`."""
    app.add_exception_handler(RepochatError, _handle_ours)
    app.add_exception_handler(RequestValidationError, _handle_invalid)
    app.add_exception_handler(HTTPException, _handle_http)


def describe_error(error: RepochatError) -> ErrorBody:
    limit = error.limit if isinstance(error, LimitError) else None
    return ErrorBody(kind=error.kind, message=error.message, hint=error.hint, limit=limit)


def to_status(error: RepochatError) -> int:
    if isinstance(error, LimitError) and error.limit.endswith(SIZE_SUFFIXES):
        return TOO_LARGE
    return STATUSES[error.kind]


def render_error(status: int, body: ErrorBody, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(ErrorShape(error=body).model_dump(exclude_none=True), status_code=status, headers=headers)


async def _handle_ours(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RepochatError):
        return render_mistake(error)
    status = to_status(error)
    log.info("api.request_refused", kind=error.kind, status=status, message=error.message)
    retry = {"Retry-After": "5"} if status in {429, 503} else None
    return render_error(status, describe_error(error), retry)


async def _handle_invalid(_request: Request, error: Exception) -> JSONResponse:
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    told = "; ".join(f"{'.'.join(str(part) for part in p['loc'][1:]) or 'body'}: {p['msg']}" for p in problems[:5])
    too_long = next((p for p in problems if p["type"] == "string_too_long"), None)
    if too_long is not None:
        limit = f"{too_long['loc'][-1]}_chars_max"
        body = ErrorBody(kind="limit", message=f"Too long: {told}.", hint="Shorten it.", limit=limit)
        return render_error(TOO_LARGE, body)
    body = ErrorBody(
        kind="invalid", message=f"The request is not understood: {told}.", hint="/openapi.json has its shape."
    )
    return render_error(STATUSES["invalid"], body)


async def _handle_http(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == STATUSES["not_found"]:
        body = ErrorBody(
            kind="not_found",
            message=f"There is nothing at {request.url.path}.",
            hint="/openapi.json lists what there is.",
        )
    elif status == TOO_LARGE:
        message, limit = str(getattr(error, "detail", "")), getattr(error, "limit", "body_bytes_max")
        body = ErrorBody(kind="limit", message=message, hint="Shorten it.", limit=limit)
    else:
        detail = str(error.detail) if isinstance(error, HTTPException) else "The request failed."
        body = ErrorBody(kind="invalid", message=detail, hint="/openapi.json says what this address takes.")
    headers = dict(error.headers) if isinstance(error, HTTPException) and error.headers else None
    return render_error(status, body, headers)


def render_mistake(error: Exception) -> JSONResponse:
    """The answer to what should not have happened; the details go to the log alone."""
    log.error("api.request_failed", error=type(error).__name__, exc_info=error)
    body = ErrorBody(
        kind="unavailable",
        message="The request failed by our mistake.",
        hint="The API's log has the details under this request's X-Request-Id.",
    )
    return render_error(500, body)
