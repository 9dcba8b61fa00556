"""Logging in through the operator's identity provider: OpenID Connect Core 1.0, authorization code with PKCE.

What was asked is kept in a signed cookie of ten minutes, so any of many servers may take the answer.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import structlog
from fastapi import APIRouter, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from bot import edge
from bot.channels.page import page_language
from bot.console import pages
from bot.console.entrance import AGENT, inside, keep
from handlers import login
from handlers.people import Refused

log = structlog.get_logger(__name__)

COOKIE = "baoxiu_oidc"
PATH = "/console/oidc"
LASTS = 600  # seconds to come back
SECONDS = 10  # for each request to the provider
KNOWN = 3600  # seconds that what the provider tells of itself is kept
ALGORITHMS = [
    "RS256",
    "PS256",
    "ES256",
    "EdDSA",
    "Ed25519",
]  # signatures of the provider, none with a shared secret


class NotProven(Exception):
    """The provider did not say who it is; the message is for the log."""


@dataclass
class Provider:
    """The identity provider that the settings name."""

    issuer: str
    client: str
    secret: str | None
    claim: str
    back: str  # where it sends people back to
    _told: dict[str, Any] = field(default_factory=dict)
    _until: float = 0.0

    def _session(self) -> Any:
        from authlib.integrations.httpx_client import AsyncOAuth2Client

        return AsyncOAuth2Client(
            self.client, self.secret, scope="openid profile", redirect_uri=self.back, timeout=SECONDS,
            code_challenge_method="S256", token_endpoint_auth_method=None if self.secret else "none",
        )  # fmt: skip

    async def _about(self, session: Any, *, anew: bool = False) -> dict[str, Any]:
        """Its addresses and keys.  Raises :class:`NotProven`."""
        if anew or monotonic() > self._until:
            told = await _json(session, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if str(told.get("issuer", "")).rstrip("/") != self.issuer.rstrip("/"):
                raise NotProven("the provider calls itself by another issuer")
            self._told = {**told, "keys": await _json(session, str(told.get("jwks_uri", "")))}
            self._until = monotonic() + KNOWN
        return self._told

    async def begin(self, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to be proven."""
        async with self._session() as session:
            about = await self._about(session)
            url, _ = session.create_authorization_url(
                about["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
            return str(url)

    async def prove(self, code: str, nonce: str, verifier: str) -> tuple[str, str, str]:
        """Issuer, subject and login of whom the code is about.  Raises :class:`NotProven`."""
        from authlib.integrations.base_client import OAuthError
        from httpx2 import HTTPError
        from joserfc.errors import JoseError

        try:
            async with self._session() as session:
                about = await self._about(session)
                token = await session.fetch_token(
                    about["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                )
                try:
                    claims = self._claims(token, about, nonce)
                except JoseError:  # perhaps its keys have changed
                    claims = self._claims(token, await self._about(session, anew=True), nonce)
        except (OAuthError, HTTPError, JoseError, KeyError, TypeError, ValueError) as error:
            raise NotProven(f"{type(error).__name__}: {error}"[:300]) from None
        return str(about["issuer"]), str(claims["sub"]), str(claims.get(self.claim, ""))

    def _claims(self, token: dict[str, Any], about: dict[str, Any], nonce: str) -> dict[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        read = jwt.decode(token["id_token"], KeySet.import_key_set(about["keys"]),
                          registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False))  # fmt: skip
        wanted = {
            "iss": {"essential": True, "value": about["issuer"]},
            "aud": {"essential": True, "value": self.client},
            "nonce": {"essential": True, "value": nonce},
        }
        params = {"nonce": nonce, "client_id": self.client, "access_token": token.get("access_token")}
        claims: dict[str, Any] = CodeIDToken(read.claims, read.header, wanted, params)
        claims.validate(leeway=60)  # type: ignore[attr-defined]
        return claims


async def _json(session: Any, url: str) -> dict[str, Any]:
    import httpx2

    try:
        answer = await session.request("GET", url, withhold_token=True)
        answer.raise_for_status()
        told = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise NotProven(f"{url}: {type(error).__name__}") from None
    if not isinstance(told, dict):
        raise NotProven(f"{url} is no object")
    return told


router = APIRouter(prefix=PATH, include_in_schema=False)


def _signer(at: edge.Edge) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(at.settings.secret, salt="console oidc")


def _refused(request: Request, why: str) -> Response:
    lang = page_language(request, None)
    return pages.render("lost.html", lang, None, 403, what=Refused(why).told(lang))


@router.get("")
async def begin(request: Request, back: str = "/console") -> Response:
    at = edge.of(request)
    if at.provider is None:
        return _refused(request, "no-provider")
    asked = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
    }
    try:
        url = await at.provider.begin(**asked)
    except NotProven as error:
        log.warning("identity provider", problem=str(error))
        return _refused(request, "provider")
    # no redirect: the guard keeps those inside
    answer = pages.render("onward.html", page_language(request, None), None, to=url)
    answer.set_cookie(
        COOKIE, _signer(at).dumps({**asked, "back": inside(back)}), max_age=LASTS, httponly=True, samesite="lax",
        secure=bool(getattr(at.settings, "secure_cookies", False)), path=PATH,
    )  # fmt: skip
    return answer


@router.get("/back")
async def come_back(request: Request, code: str = "", state: str = "") -> Response:
    at = edge.of(request)
    try:
        asked = _signer(at).loads(request.cookies.get(COOKIE, ""), max_age=LASTS)
    except BadSignature:
        return _refused(request, "provider")
    if at.provider is None or not hmac.compare_digest(asked["state"].encode(), state.encode()) or not code:
        return _refused(request, "provider")
    try:
        issuer, subject, name = await at.provider.prove(code[:4000], asked["nonce"], asked["verifier"])
    except NotProven as error:
        log.warning("identity provider", problem=str(error))
        return _refused(request, "provider")
    agent = request.headers.get("user-agent", "")[:AGENT]
    entered = await at.turns.call(lambda: login.by_provider(at.house, issuer, subject, name, agent))
    if entered is None:
        return _refused(request, "not-ours")
    # the session's cookie does not go with a redirect that another site began, but with what this page begins
    onward = pages.render("onward.html", page_language(request, None), None, to=inside(asked["back"]))
    answer = keep(at, entered, onward)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer
