"""Servers that receive events, over real HTTP: they keep what they get and answer as they are told."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behave = Callable[[dict[str, Any], int], int | str]  # (event, how many came before) -> status, or what to do


@dataclass
class Receiver:
    """``events`` are those that were answered with 2xx, ``seen`` all that came.  ``behave`` may say ``cut`` (close the
    connection), ``redirect``, ``slow`` (nothing for a while), ``huge`` (an endless head) or ``babble`` (no HTTP)."""

    behave: Behave = lambda event, before: 204
    path: str = "/hook"
    port: int = 0
    seen: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    slow: float = 3.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def ids(self) -> list[str]:
        return [event["id"] for event in self.events]

    def types(self) -> list[str]:
        return [event["type"] for event in self.events]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            event = json.loads(body)
            with receiver.lock:
                before = len(receiver.seen)
                receiver.seen.append(event)
                receiver.headers.append({k.lower(): v for k, v in self.headers.items()})
                receiver.bodies.append(body)
            what = receiver.behave(event, before)
            if what == "slow":
                time.sleep(receiver.slow)
                what = 204
            if isinstance(what, int):
                if 200 <= what < 300:
                    with receiver.lock:
                        receiver.events.append(event)
                self.answer(what)
            elif what == "redirect":
                self.answer(302, location=f"http://127.0.0.1:{receiver.port}/elsewhere")
            elif what == "huge":
                self.wfile.write(b"HTTP/1.1 204 OK\r\n" + b"x: " + b"y" * 100_000 + b"\r\n\r\n")
            elif what == "babble":
                self.wfile.write(b"hello there\r\n\r\n")
            self.close_connection = True
            if what == "cut":
                self.connection.shutdown(socket.SHUT_RDWR)

        def answer(self, status: int, **headers: str) -> None:
            body = b"" if status == 204 else b"so it is"
            self.send_response(status)
            for name, value in {"content-length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked is gone: that is what these tests are about."""


@contextmanager
def receiving(behave: Behave | None = None, **values: Any) -> Iterator[Receiver]:
    """A receiver that listens until the block ends."""
    receiver = Receiver(**values)
    receiver.behave = behave or receiver.behave
    server = _Server(("127.0.0.1", 0), _handler(receiver))
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
