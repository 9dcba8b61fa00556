"""The server as a process: it starts quickly and stops quickly, open pages or not."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.process import baoxiu, serving, surroundings


def post(url: str, body: object, **headers: str) -> dict[str, object]:
    request = Request(url, json.dumps(body).encode(), {"content-type": "application/json", **headers})
    with urlopen(request, timeout=10) as answer:
        found: dict[str, object] = json.loads(answer.read())
        return found


def test_an_open_page_does_not_keep_a_stopping_server_alive(tmp_path: Path) -> None:
    assert baoxiu("db", "upgrade", env=surroundings(tmp_path)).returncode == 0
    with serving(tmp_path) as server:
        token = post(f"{server.url}/chat/visit", {})["token"]
        bearer = {"authorization": f"Bearer {token}"}
        post(f"{server.url}/chat/messages", {"id": "start", "kind": "start"}, **bearer)
        stream = urlopen(Request(f"{server.url}/chat/events", headers=bearer), timeout=30)
        assert stream.readline().startswith(b"retry:")
        ended = threading.Event()

        def read() -> None:
            while stream.readline():
                pass
            ended.set()

        threading.Thread(target=read, daemon=True).start()
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(10)
        took = time.monotonic() - began
        assert took < 3, f"it took {took:.1f} s to stop with a page open"
        assert ended.wait(5), "the page was not told that the stream is over"
        assert "Traceback" not in server.said()


def test_what_one_server_does_a_page_at_another_sees_at_once(
    tmp_path: Path, pg_url: str, redis_url: str
) -> None:
    shared = {"database_url": pg_url, "redis_url": redis_url}
    with serving(tmp_path, **shared) as one, serving(tmp_path, **shared) as two:
        token = post(f"{one.url}/chat/visit", {})["token"]
        bearer = {"authorization": f"Bearer {token}"}
        post(f"{one.url}/chat/messages", {"id": "start", "kind": "start"}, **bearer)
        stream = urlopen(Request(f"{one.url}/chat/events", headers=bearer), timeout=30)
        lines = iter(stream.readline, b"")
        assert next(lines).startswith(b"retry:")
        began = time.monotonic()
        post(f"{two.url}/chat/messages", {"id": "m1", "text": "逆变器冒烟了"}, **bearer)
        assert any("逆变器冒烟了" in line.decode() for line in lines)
        took = time.monotonic() - began
        assert took < 5, f"the other server's page saw it after {took:.1f} s"
        stream.close()


@pytest.mark.parametrize("size", [600_000, 1_000_000, 5_000_000])
def test_who_sends_too_much_hears_so_and_is_not_cut_off(tmp_path: Path, size: int) -> None:
    """Programs write the whole body before they read the answer."""
    assert baoxiu("db", "upgrade", env=surroundings(tmp_path)).returncode == 0
    body = json.dumps({"sender": "anna", "message": "x" * size}).encode()
    with serving(tmp_path) as server:
        host, port = server.url.removeprefix("http://").split(":")
        for _ in range(5):
            peer = HTTPConnection(host, int(port), timeout=10)
            peer.request("POST", "/webhooks/rest/webhook", body, {"content-type": "application/json"})
            answer = peer.getresponse()
            assert answer.status == 413
            assert "524288" in json.loads(answer.read())["detail"]
            peer.close()


def test_who_asks_before_sending_too_much_is_told_at_once(tmp_path: Path) -> None:
    assert baoxiu("db", "upgrade", env=surroundings(tmp_path)).returncode == 0
    with serving(tmp_path) as server:
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as peer:
            peer.sendall(b"POST /model/parse HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                         b"content-length: 1000000\r\nexpect: 100-continue\r\n\r\n")  # fmt: skip
            assert peer.recv(100).startswith(b"HTTP/1.1 413")
