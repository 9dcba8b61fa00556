"""What an operator does to users and tokens from the command line, before strangers may come."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest

from handlers import demo
from tests.process import baoxiu, serving, surroundings

PASSWORD = "a password of ours"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(tmp_path)).returncode == 0
    return tmp_path


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def log_in(url: str, login: str, password: str) -> str | None:
    """The session's cookie, or None."""
    form = urlencode({"login": login, "password": password, "back": "/console"}).encode()
    try:
        build_opener(_Stay).open(Request(f"{url}/console/login", form), timeout=20)
    except HTTPError as answer:
        cookie = answer.headers.get("set-cookie")
        return cookie.partition(";")[0] if answer.code == 303 and cookie else None
    return None


def inside(url: str, cookie: str) -> bool:
    try:
        build_opener(_Stay).open(Request(f"{url}/console", headers={"cookie": cookie}), timeout=20)
    except HTTPError:
        return False
    return True


def test_the_first_administrator_is_added_and_the_demo_is_closed_under_a_running_server(home: Path) -> None:
    env = surroundings(home)
    with serving(home) as server:
        demo_session = log_in(server.url, "demo-admin", demo.PASSWORD)
        assert demo_session is not None and inside(server.url, demo_session)
        added = baoxiu(
            "user", "add", "chief", "--role", "administrator", "--password-stdin", env=env, stdin=PASSWORD
        )
        assert added.returncode == 0, added.stderr
        closed = baoxiu("demo", "close", env=env)
        assert "demo-admin" in closed.stdout
        assert not inside(server.url, demo_session)
        assert log_in(server.url, "demo-engineer", demo.PASSWORD) is None
        with pytest.raises(HTTPError) as refused:
            urlopen(
                Request(f"{server.url}/api/v1/queue", headers={"authorization": f"Bearer {demo.TOKEN}"}),
                timeout=20,
            )
        assert refused.value.code == 401
        assert log_in(server.url, "chief", PASSWORD)
    listed = baoxiu("user", "list", env=env).stdout
    assert "demo-admin           administrator  off, seen 20" in listed
    assert baoxiu("demo", "close", env=env).stdout.startswith("switched off: nobody")
    with serving(home) as server:
        assert "demo logins" not in server.said()


def test_a_new_password_ends_the_sessions_of_the_old_one(home: Path) -> None:
    env = surroundings(home)
    with serving(home) as server:
        session = log_in(server.url, "demo-clerk", demo.PASSWORD)
        done = baoxiu("user", "password", "demo-clerk", "--password-stdin", env=env, stdin=PASSWORD)
        assert done.returncode == 0, done.stderr
        assert session is not None and not inside(server.url, session)
        assert log_in(server.url, "demo-clerk", demo.PASSWORD) is None
        assert log_in(server.url, "demo-clerk", PASSWORD)
        assert baoxiu("user", "off", "Demo-Clerk", env=env).returncode == 0
        assert log_in(server.url, "demo-clerk", PASSWORD) is None
        assert baoxiu("user", "on", "demo-clerk", env=env).returncode == 0
        assert log_in(server.url, "demo-clerk", PASSWORD)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("user", "off", "nobody"), "there is no user 'nobody'"),
        (("user", "password", "demo-clerk", "--password-stdin"), "a password has 8 to 200 characters"),
        (("token", "remove", "nothing"), "there is no token 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_one_line(home: Path, command: tuple[str, ...], said: str) -> None:
    done = baoxiu(*command, env=surroundings(home), stdin="short")
    assert (done.returncode, done.stderr) == (1, f"baoxiu: {said}\n")


def test_tokens_are_listed_without_their_secrets_and_removed(home: Path) -> None:
    env = surroundings(home)
    secret = baoxiu("token", "add", "erp", "--scope", "queue:read", env=env).stdout.strip()
    listed = baoxiu("token", "list", env=env).stdout
    assert "erp                  used never  queue:read\n" in listed
    assert secret not in listed
    assert baoxiu("token", "remove", "erp", env=env).returncode == 0
    assert "erp" not in baoxiu("token", "list", env=env).stdout


def test_others_who_can_reach_the_demo_are_warned_of(home: Path) -> None:
    with serving(home, host="0.0.0.0") as server:
        assert "baoxiu demo close" in server.said()
    with serving(home) as server:
        assert "baoxiu demo close" not in server.said()


def test_what_a_command_prints_is_its_result_and_nothing_of_redis(
    home: Path, redis_url: str, tmp_path: Path
) -> None:
    call = tmp_path / "call.json"
    call.write_text(
        json.dumps({"call_id": "1", "turns": [{"speaker": "caller", "text": "热水器漏水"}]}), encoding="utf-8"
    )
    done = baoxiu("intake", "--json", str(call), env=surroundings(home, redis_url=redis_url))
    assert json.loads(done.stdout)["call_id"] == "1"
    assert not done.stderr
