"""With everything logged, neither secrets nor what customers say stand in a log or in the metrics, and nobody writes
lines into the log."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import httpx2

from storage import sealing
from tests.process import baoxiu, serving, surroundings
from tests.servers import migrate

PHONE, ADDRESS, NAME = "13955667788", "南京市玄武区中山路八号", "诸葛小明"
PERSONAL = (PHONE, ADDRESS, "中山路", NAME)
PASSWORD, KEY, WRONG = (
    "a-password-for-this-test-0",
    "signing-key-signing-key-signing-key",
    "another-password-typed",
)


def test_a_story_with_everything_logged_tells_no_secret_and_nothing_of_anybody(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'baoxiu.sqlite'}")
    given = {"secret_key": KEY, "data_keys": sealing.new_key()}
    env = surroundings(tmp_path, **given)
    made = baoxiu(
        "user", "add", "chief", "--role", "administrator", "--password-stdin", env=env, stdin=PASSWORD
    )
    assert made.returncode == 0, made.stderr
    token = re.search(r"bx_\S+", baoxiu("token", "add", "erp", "--scope", "tickets:read", env=env).stdout)
    assert token is not None
    with serving(tmp_path, log_level="debug", **given) as server, httpx2.Client(base_url=server.url) as http:
        cookies = _story(http, token[0])
        metrics = http.get("/metrics").text
    log = server.said()
    lines = [line for line in log.splitlines() if line.startswith("{")]
    assert len(lines) > 3 and all(json.loads(line)["event"] for line in lines), (
        "or there is nothing to look at"
    )
    assert not [line for line in log.splitlines() if line.startswith("injected")]
    secrets = (PASSWORD, WRONG, KEY, given["data_keys"], token[0], *cookies)
    for word in (
        *secrets,
        *PERSONAL,
        *(w.encode("unicode_escape").decode() for w in PERSONAL),
        *map(quote, PERSONAL),
    ):
        assert word not in log and word not in metrics, word


def _story(http: httpx2.Client, token: str) -> list[str]:
    """What is said, logged in with, and broken on purpose; the secrets that were given meanwhile."""
    for n, text in enumerate(
        ("太阳能热水器漏水了", f"我叫{NAME}，电话{PHONE}，地址{ADDRESS}", "DEMO-P3-0001", PHONE, "好的")
    ):
        said = {"sender": PHONE, "message": text, "metadata": {"plan": "p3", "message_id": str(n)}}
        assert http.post("/webhooks/rest/webhook", json=said).status_code == 200
    for body in (
        {"sender": PHONE, "message": 7},
        {"sender": PHONE, "message": ADDRESS, "metadata": {"plan": PHONE}},
    ):
        assert http.post("/webhooks/rest/webhook", json=body).status_code == 422
    assert http.post("/webhooks/rest/webhook", content=f'{{"sender": "{PHONE}"').status_code == 400
    assert http.get(f"/sign/{PHONE}{PHONE}{PHONE}").status_code in (404, 429)
    http.get(f"/nowhere/{quote(ADDRESS)}%0d%0ainjected: yes?phone={PHONE}", headers={"user-agent": "x\tinjected", "x-request-id": NAME.encode().hex()})  # fmt: skip
    http.get("/api/v1/tickets", headers={"authorization": f"Bearer {token}x"})
    assert http.get("/api/v1/tickets", headers={"authorization": f"Bearer {token}"}).status_code == 200
    page = http.get("/console/login").text
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    http.post(
        "/console/login",
        data={**form, "login": "chief", "password": WRONG},
        headers={"origin": str(http.base_url)},
    )
    done = http.post("/console/login", data={**form, "login": "chief", "password": PASSWORD}, headers={"origin": str(http.base_url)})  # fmt: skip
    assert done.status_code == 303, done.text[:300]
    assert http.get(f"/console?q={quote(NAME)}&view=all").status_code == 200
    return [cookie.value or "" for cookie in http.cookies.jar if len(cookie.value or "") > 8]
