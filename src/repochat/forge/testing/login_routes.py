"""OAuth as GitHub does it: a page that redirects, a token for a code with its PKCE proof, and refreshing."""

import base64
import hashlib
import json
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc.jwk import RSAKey

from repochat.forge.testing.calls import Call, RefusalError
from repochat.forge.testing.views import view_app
from repochat.forge.testing.wire import HttpResponse, reply
from repochat.forge.testing.world import AppRecord, HookRecord, LoginCode, TokenRecord, World

TOKEN_LIFETIME_S = 8 * 3600
"""Of a login through an App. That of an OAuth App lasts until it is revoked."""


def authorize(call: Call, *, login: str | None) -> HttpResponse:
    """The page on which a person agrees; `login` is who sits at the browser, None for somebody who refuses."""
    query = call.request.query
    app = _find_app(call.world, query.get("client_id", ""))
    if app is None:
        raise RefusalError(404, "Not Found")
    redirect_uri = query.get("redirect_uri", "")
    if not any(redirect_uri.startswith(known) for known in app.redirect_uris):
        raise RefusalError(422, "The redirect_uri is not associated with this application.")
    state = {"state": query["state"]} if "state" in query else {}
    if login is None:
        return _redirect(redirect_uri, {"error": "access_denied", **state})
    code = secrets.token_hex(10)
    scopes = tuple(query.get("scope", "").split()) if app.is_oauth_only else ()
    challenge = query.get("code_challenge", "") if query.get("code_challenge_method") == "S256" else ""
    call.world.codes[code] = LoginCode(
        client_id=app.client_id, login=login, redirect_uri=redirect_uri, challenge=challenge, scopes=scopes
    )
    return _redirect(redirect_uri, {"code": code, **state})


def create_access_token(call: Call) -> HttpResponse:
    """Problems come with status 200, as from GitHub."""
    form = call.request.form
    app = _find_app(call.world, form.get("client_id", ""))
    if app is None or form.get("client_secret") != app.client_secret:
        return _problem("incorrect_client_credentials")
    if form.get("grant_type") == "refresh_token":
        return _refresh(call.world, app, form.get("refresh_token", ""))
    code = call.world.codes.pop(form.get("code", ""), None)
    if code is None or code.client_id != app.client_id or not _is_proven(code, form.get("code_verifier", "")):
        return _problem("bad_verification_code")
    if form.get("redirect_uri") != code.redirect_uri:
        return _problem("redirect_uri_mismatch")
    return _grant(call.world, app, code.login, code.scopes)


def create_app_from_manifest(call: Call) -> HttpResponse:
    """The form that a browser posts; a person has agreed."""
    manifest = json.loads(call.request.form["manifest"])
    code = secrets.token_hex(20)
    call.world.manifests[code] = manifest
    given = {"state": call.request.query["state"]} if "state" in call.request.query else {}
    return _redirect(manifest["redirect_url"], {"code": code, **given})


def convert_manifest(call: Call) -> HttpResponse:
    """The new App with all its secrets: once."""
    manifest: dict[str, Any] | None = call.world.manifests.pop(call.parts["code"], None)
    if manifest is None:
        raise RefusalError(404, "Not Found")
    hook_url = manifest.get("hook_attributes", {}).get("url")
    hook_secret = secrets.token_hex(20) if hook_url else None
    app, private_key = create_app(
        call.world,
        name=str(manifest["name"]),
        permissions=dict(manifest["default_permissions"]),
        redirect_uris=tuple(manifest["callback_urls"]),
    )
    if hook_url:
        events = tuple(manifest.get("default_events", ()))
        app.hook = HookRecord(hook_id=0, url=hook_url, secret=hook_secret or "", events=events)
    told = {
        **view_app(app),
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "pem": private_key,
        "webhook_secret": hook_secret,
    }
    return reply(told, 201)


def create_app(
    world: World, *, name: str, permissions: dict[str, str], redirect_uris: tuple[str, ...]
) -> tuple[AppRecord, str]:
    """The App, and its private key in PEM."""
    key = RSAKey.generate_key(2048)
    app_id = next(world.ids)
    app = AppRecord(
        app_id=app_id,
        slug=name.lower().replace(" ", "-"),
        name=name,
        client_id=f"Iv1.{secrets.token_hex(8)}",
        client_secret=secrets.token_hex(20),
        public_key=key.as_pem(private=False).decode(),
        permissions=permissions,
        redirect_uris=redirect_uris,
    )
    world.apps[app_id] = app
    return app, key.as_pem(private=True).decode()


def _refresh(world: World, app: AppRecord, refresh_token: str) -> HttpResponse:
    old = next((found for found in world.tokens.values() if found.refresh_token == refresh_token), None)
    if old is None or not refresh_token or old.login is None:
        return _problem("bad_refresh_token")
    del world.tokens[old.token]
    return _grant(world, app, old.login, old.scopes)


def _grant(world: World, app: AppRecord, login: str, scopes: tuple[str, ...]) -> HttpResponse:
    record = world.add_token(
        "gho" if app.is_oauth_only else "ghu",
        TokenRecord(login=login, scopes=scopes, client_id=app.client_id),
    )
    told: dict[str, Any] = {"access_token": record.token, "token_type": "bearer", "scope": ",".join(scopes)}
    if not app.is_oauth_only:
        record.expires_at = world.now() + timedelta(seconds=TOKEN_LIFETIME_S)
        record.refresh_token = f"ghr_{secrets.token_hex(18)}"
        told |= {"expires_in": TOKEN_LIFETIME_S, "refresh_token": record.refresh_token}
    return reply(told)


def _is_proven(code: LoginCode, verifier: str) -> bool:
    """RFC 7636, section 4.6."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return not code.challenge or digest == code.challenge


def _find_app(world: World, client_id: str) -> AppRecord | None:
    return next((found for found in world.apps.values() if found.client_id == client_id), None)


def _problem(error: str) -> HttpResponse:
    return reply({"error": error, "error_description": "See the documentation."})


def _redirect(url: str, given: dict[str, str]) -> HttpResponse:
    base, _, query = url.partition("?")
    return HttpResponse(status=302, headers={"Location": f"{base}?{urlencode([*parse_qsl(query), *given.items()])}"})
