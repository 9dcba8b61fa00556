"""A receiver of baoxiu's events that can be relied on: it checks who sent them, and takes each one once.

    BAOXIU_EVENTS_SECRET=bxs_... python event_receiver.py 8080 events.sqlite

It needs Python 3.11 and nothing else.  Put it behind your HTTPS.  ``handle`` is yours.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sqlite3
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OLDEST = 300  # seconds that a signature is good for
MOST_BYTES = 1_000_000


def verify(header: str, body: bytes, secrets: list[str], now: float | None = None) -> bool:
    """Whether ``Baoxiu-Signature`` is right for the body as it came, and not old.

    There is one ``v1`` for every secret that is valid at the sender; one that matches one of yours will do."""
    parts = [part.strip().partition("=")[::2] for part in header.split(",")[:10]]
    sent = next((value for name, value in parts if name == "t"), "")
    if (
        not (sent.isascii() and sent.isdigit())
        or abs((time.time() if now is None else now) - int(sent)) > OLDEST
    ):
        return False
    good = False
    for secret in secrets:
        right = hmac.new(secret.encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
        for name, value in parts:
            good |= name == "v1" and hmac.compare_digest(value.encode(), right.encode())
    return good


class Ledger:
    """Which events were taken.  The event and what follows from it are one transaction."""

    def __init__(self, path: str) -> None:
        self.path = path
        with sqlite3.connect(path) as sql:
            sql.execute(
                "CREATE TABLE IF NOT EXISTS taken (id TEXT PRIMARY KEY, type TEXT, ticket TEXT, event TEXT)"
            )

    def take(self, event: dict[str, Any]) -> bool:
        """False when it was taken before: at least once means that an event may come again."""
        with sqlite3.connect(self.path, timeout=5) as sql:
            row = (event["id"], event["type"], event["ticket"], json.dumps(event))
            new = sql.execute("INSERT OR IGNORE INTO taken VALUES (?, ?, ?, ?)", row).rowcount == 1
            if new:
                handle(sql, event)
        return new


def handle(sql: sqlite3.Connection, event: dict[str, Any]) -> None:
    """What your system does.  Types and fields that you do not know are no mistake: leave them alone."""
    if event["type"] == "customer.erased":
        sql.execute("DELETE FROM taken WHERE ticket = ? AND id <> ?", (event["ticket"], event["id"]))


def server(port: int, secrets: list[str], ledger: Ledger) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = self.headers.get("content-length", "")
            if not length.isdigit() or int(length) > MOST_BYTES:
                return self.answer(413)
            body = self.rfile.read(int(length))
            if not verify(self.headers.get("baoxiu-signature", ""), body, secrets):
                return self.answer(401)
            ledger.take(json.loads(body))
            return self.answer(204)  # only now: what was answered with 2xx does not come again

        def answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


if __name__ == "__main__":
    own = os.environ["BAOXIU_EVENTS_SECRET"].split()  # while it changes: the new one and the old one
    server(int(sys.argv[1]), own, Ledger(sys.argv[2])).serve_forever()
