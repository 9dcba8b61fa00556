"""Logging in with a second factor and through an identity provider; sessions; what roles without work of the office see."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from bot.app import create_app
from bot.console import oidc
from bot.console.actions import ACTIONS
from bot.console.entrance import COOKIE
from handlers import accounts, login
from storage import audit
from tests.bot.conftest import EdgeSettings
from tests.bot.office import HASH, ON_SQLITE, PASSWORD, Office, Person, clock, house, office  # noqa: F401
from tests.bot.test_console_attacks import BODY, everything
from tests.messengers import Peer, running

SELF = {"lang", "logout", "password", "session-end", "factor-on", "factor-off", "telegram-unlink"}


# -- the second factor ---------------------------------------------------------------------------------


def set_factor(office: Office, login: str = "ann") -> pyotp.TOTP:
    """Switch it on as a person does, from the page."""
    person = office.person(login)
    secret = person.first(r'name="secret" value="([A-Z2-7]{32})"', "/console/me")
    totp = pyotp.TOTP(secret)
    wrong = person.do("factor-on", secret=secret, code="000000", password=PASSWORD)
    assert (wrong.status_code, "That code is not right" in wrong.text) == (409, True)
    wrong = person.do("factor-on", secret=secret, code=totp.at(office.clock.now), password="no such password")
    assert (wrong.status_code, "password is not right" in wrong.text) == (409, True)
    assert "factor-off" not in person.get("/console/me").text
    done = person.do("factor-on", secret=secret, code=totp.at(office.clock.now), password=PASSWORD)
    assert done.status_code == 303 and "factor-off" in person.get("/console/me").text
    office.clock.now += timedelta(seconds=60)
    return totp


def password(office: Office, login: str = "ann") -> Person:
    """A browser that has given the right password, and is asked for the code."""
    answer = office.place.http.post(
        "/console/login", data={"login": login, "password": PASSWORD, "lang": "en"}
    )
    secret = answer.cookies[COOKIE]
    office.place.http.cookies.clear()
    assert answer.status_code == 200 and "/console/login/code" in answer.text
    return Person(office.place, login, secret)


def code(person: Person, given: str) -> int:
    answer = person.place.http.post(
        "/console/login/code", data={"code": given, "lang": "en"}, headers=person.headers()
    )
    person.place.http.cookies.clear()
    return int(answer.status_code)


@ON_SQLITE
def test_with_a_second_factor_the_password_alone_opens_nothing(office: Office) -> None:
    totp = set_factor(office)
    ann = password(office)
    assert ann.get().headers["location"].startswith("/console/login"), "half a session is none"
    assert code(ann, "000000") == 403 and ann.get().status_code == 303
    now = totp.at(office.clock.now)
    assert code(ann, f"{now[:3]} {now[3:]}") == 303 and ann.get().status_code == 200
    late = password(office)
    assert code(late, now) == 403, "a code counts once"
    office.clock.now += timedelta(minutes=5, seconds=1)
    assert code(late, totp.at(office.clock.now)) == 303
    assert late.get().headers["location"].startswith("/console/login"), "five minutes are over"


@ON_SQLITE
def test_five_wrong_codes_lock_as_five_wrong_passwords_do(office: Office) -> None:
    totp = set_factor(office)
    ann = password(office)
    for _ in range(5):
        assert code(ann, "123456") == 403
    assert code(ann, totp.at(office.clock.now)) == 403
    again = office.place.http.post("/console/login", data={"login": "ann", "password": PASSWORD})
    assert again.status_code == 403, "the password does not help either"
    office.clock.now += timedelta(minutes=10)
    ann = password(office)
    assert code(ann, totp.at(office.clock.now)) == 303


async def test_of_many_at_once_with_one_code_one_comes_in(office: Office) -> None:
    totp = set_factor(office)
    tries = [password(office) for _ in range(4)]
    given = totp.at(office.clock.now)
    found = await asyncio.gather(*(asyncio.to_thread(code, person, given) for person in tries))
    assert sorted(found) == [303, 403, 403, 403]


@ON_SQLITE
def test_the_second_factor_is_dropped_with_the_password_only(office: Office) -> None:
    totp, ann = set_factor(office), password(office)
    assert code(ann, totp.at(office.clock.now)) == 303
    assert ann.do("factor-off", password="wrong-password").status_code == 409
    assert ann.do("factor-off", password=PASSWORD).status_code == 303
    office.person("ann")  # as before
    set_factor(office)
    accounts.drop_factor(office.place.house, "ann")  # the telephone is lost
    office.person("ann")


# -- sessions ------------------------------------------------------------------------------------------


@ON_SQLITE
def test_one_sees_where_one_is_logged_in_and_ends_it_from_afar(office: Office) -> None:
    here = office.person("ann")
    there = office.place.http.post(
        "/console/login", data={"login": "ann", "password": PASSWORD}, headers={"user-agent": "Phone 7 <b>"}
    )
    office.place.http.cookies.clear()
    phone, bob = Person(office.place, "ann", there.cookies[COOKIE]), office.person("bob")
    page = here.get("/console/me").text
    assert "Phone 7 &lt;b&gt;" in page and page.count("session-end") == 1
    handle = here.first(r'name="session" value="(\w+)"', "/console/me")
    assert bob.do("session-end", session=handle).status_code == 303
    assert phone.get().status_code == 200, "not by somebody else"
    assert here.do("session-end", session="%").status_code == 409
    assert here.do("session-end", session=handle).status_code == 303
    assert (phone.get().status_code, here.get().status_code) == (303, 200)


@ON_SQLITE
def test_a_new_password_ends_all_other_sessions(office: Office) -> None:
    here, there = office.person("ann"), office.person("ann")
    assert here.do("password", password="wrong-password", new="another 密码 1").status_code == 409
    assert here.do("password", password=PASSWORD, new="short").status_code == 409
    assert here.do("password", password=PASSWORD, new="another 密码 1").status_code == 303
    assert (here.get().status_code, there.get().status_code) == (200, 303)
    again = office.place.http.post("/console/login", data={"login": "ann", "password": "another 密码 1"})
    assert again.status_code == 303


# -- the identity provider -------------------------------------------------------------------------------


@dataclass
class Provider(Peer):
    """An identity provider after OpenID Connect Core 1.0, as far as a client sees it; ``lie`` changes the ID token."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}, auto_kid=False))
    shown: RSAKey | None = None  # the key that it publishes, where that is another
    login: str = "ann"
    subject: str = "s-1"
    lie: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    asked: dict[str, str] = field(default_factory=dict)

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: Any, body: dict[str, Any]
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        if path.endswith("/openid-configuration"):
            ways = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return 200, {}, {"issuer": self.url, **{name: self.url + way for name, way in ways.items()}}
        if path == "/keys":
            return 200, {}, {"keys": [(self.shown or self.key).as_dict(private=False)]}
        assert path == "/token", path
        return 200, {}, {"access_token": "t", "token_type": "Bearer", "id_token": self.token()}

    def token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": "baoxiu", "sub": self.subject, "exp": now + 60, "iat": now,
            "nonce": self.asked["nonce"], "preferred_username": self.login, **self.lie,
        }  # fmt: skip
        claims = {k: v for k, v in claims.items() if v is not None}
        key: Any = self.key
        if self.algorithm == "HS256":
            from joserfc.jwk import OctKey

            key = OctKey.import_key(str(self.key.as_pem(private=False)))
        return str(jwt.encode({"alg": self.algorithm, "kid": "1"}, claims, key, algorithms=[self.algorithm]))


@dataclass
class Company:
    http: TestClient
    provider: Provider

    def begin(self) -> str:
        """The state with which the browser was sent to the provider."""
        answer = self.http.get("/console/oidc?back=/console/me")
        found = re.search(r'content="0; url=([^"]+)"', answer.text)
        assert answer.status_code == 200 and found
        url = urlsplit(html.unescape(found[1]))
        asked = {k: v[0] for k, v in parse_qs(url.query).items()}
        assert f"{url.scheme}://{url.netloc}{url.path}" == self.provider.url + "/auth"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        assert asked["redirect_uri"] == "http://desk.example/console/oidc/back"
        self.provider.asked = asked
        return asked["state"]

    def come(self, state: str | None = None) -> Any:
        state = self.begin() if state is None else state
        return self.http.get("/console/oidc/back", params={"code": "c", "state": state})


@contextmanager
def company(office: Office) -> Iterator[Company]:
    provider = Provider()
    with running(provider):
        back = "http://desk.example/console/oidc/back"
        known = oidc.Provider(provider.url, "baoxiu", "secret", "preferred_username", back)
        app = create_app(office.place.house, EdgeSettings(), provider=known)
        with TestClient(app, follow_redirects=False) as http:
            yield Company(http, provider)


@ON_SQLITE
def test_people_come_in_through_the_identity_provider_and_are_known_by_it_from_then_on(
    office: Office,
) -> None:
    with company(office) as at:
        assert 'href="/console/oidc?back=' in at.http.get("/console/login").text
        answer = at.come()
        assert answer.status_code == 200 and "url=/console/me" in answer.text
        assert "samesite=strict" in answer.headers["set-cookie"].lower()
        assert "My account" in at.http.get("/console/me", headers={"accept-language": "en"}).text
        at.http.cookies.clear()
        at.provider.login = "bob"  # renamed over there: it is the same person
        assert at.come().status_code == 200
        assert ">Ann" in at.http.get("/console/me").text or "Ann" in at.http.get("/console/me").text
        at.http.cookies.clear()
        at.provider.login, at.provider.subject = "ann", "s-2"  # somebody else takes her name
        assert at.come().status_code == 403
        at.provider.login = "nobody"
        assert "这里还没有您的账号" in at.come().text
        office.user("ann", active=False)
        at.provider.subject = "s-1"
        assert at.come().status_code == 403
    done = office.place.house.store.read(lambda tx: audit.entries(tx, action="subject"))
    assert [e.data["issuer"] for e in done] == [at.provider.url]


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "for another client": {"aud": "shop"},
    "of another issuer": {"iss": "https://evil.example"},
    "over": {"exp": int(time.time()) - 3600},
    "nobody": {"sub": None},
}


@ON_SQLITE
def test_what_the_provider_has_not_signed_for_us_lets_nobody_in(office: Office) -> None:
    with company(office) as at:
        for lie, claims in LIES.items():
            at.provider.lie = claims
            assert at.come().status_code == 403, lie
        at.provider.lie = {}
        at.provider.algorithm = "HS256"  # signed with the public key as a secret
        assert at.come().status_code == 403
        at.provider.algorithm = "RS256"
        true = at.provider.key
        at.provider.shown, at.provider.key = true, RSAKey.generate_key(2048, {"kid": "1"}, auto_kid=False)
        assert at.come().status_code == 403, "another key"
        at.provider.shown = None  # the provider has changed its keys: they are fetched anew
        assert at.come().status_code == 200
        assert at.come(state="x").status_code == 403, "not what was asked"
        state = at.begin()
        at.http.cookies.clear()
        assert at.come(state=state).status_code == 403, "asked by another browser"
        assert at.come().status_code == 200
        at.provider.down = True
        at.http.cookies.clear()
        state = at.begin()  # its addresses are known
        answer = at.come(state=state)
        assert (answer.status_code, "Please try once more" in answer.text or "请再试一次" in answer.text) == (
            403,
            True,
        )


# -- roles -----------------------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("role", ["auditor", "technician", "dealer"])
def test_who_only_reads_or_only_has_work_of_his_own_changes_nothing_of_the_office(
    office: Office, role: str
) -> None:
    customer = office.customer("水箱漏水", "转人工")
    office.user("bob", role=role)
    bob = office.person("bob")
    before = everything(office.place)
    for action in sorted(set(ACTIONS) - SELF - OWN[role]):
        answer = bob.do(action, **{**BODY, "item": customer.item})
        assert answer.status_code in (403, 404, 409), (action, answer.status_code)
    assert everything(office.place) == before
    pages = ["/console?view=all", f"/console/fragments/case/{customer.conversation}", "/console/wall", "/console/planned",
             "/console/forms", "/console/dealers", "/console/incidents", "/console/campaigns", "/console/notices",
             "/console/subscriptions", "/console/audit", "/console/answers", "/console/search?q=DEMO", "/console/devices",
             "/console/devices/1", "/console/channels", "/console/tokens", "/console/plans",
             "/console/plans/p8", "/console/roster", "/console/retention"]  # fmt: skip
    for path in pages:
        answer = bob.get(path)
        if role == "auditor":
            assert answer.status_code == 200, path
            own = set(re.findall(r'action="/console/do/([\w-]+)"', answer.text))
            assert own <= SELF, (path, own)
        else:
            assert answer.status_code in (303, 403, 404) or "fragments" in path, path
            assert "水箱漏水" not in answer.text, path


#: What a role may do with work of its own.
OWN: dict[str, set[str]] = {"auditor": set(), "technician": set(), "dealer": set()}


@ON_SQLITE
def test_the_audit_log_tells_who_came_in_and_only_those_who_may_read_it(office: Office) -> None:
    office.place.http.post("/console/login", data={"login": "bob", "password": "wrong-password"})
    office.person("ann")
    tom = office.person("tom")
    page = tom.get("/console/audit?action=login").text
    assert page.count("logged in") >= 2 and "Ann" in page
    assert office.person("ann").get("/console/audit").status_code == 403
    assert HASH not in page and PASSWORD not in page


@pytest.mark.parametrize(
    ("agent", "told"),
    [("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0", "Edge, Windows"),
     ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
     ("Phone 7", "Phone 7"), ("", "")],
)  # fmt: skip
def test_a_browser_is_told_as_people_know_it(agent: str, told: str) -> None:
    assert login.browser(agent) == told
