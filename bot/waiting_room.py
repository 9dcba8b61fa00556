"""A server that cannot work yet answers everybody with what it waits for."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

HEAD_SECONDS = 5.0


class _Answer(BaseHTTPRequestHandler):
    what = ""
    timeout = HEAD_SECONDS
    server_version, sys_version = "baoxiu", ""

    def do_GET(self) -> None:
        alive = self.path == "/healthz"
        body = {"status": self.what} if alive else {
            "type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": self.what}  # fmt: skip
        said = json.dumps(body).encode()
        self.send_response(200 if alive else 503)
        self.send_header("content-type", "application/json" if alive else "application/problem+json")
        self.send_header("content-length", str(len(said)))
        self.send_header("retry-after", "5")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_GET  # noqa: N815 - as http.server calls them

    def log_message(self, format: str, *given: object) -> None:
        """Nobody's address goes into our log."""


@contextmanager
def saying_so(sockets: Sequence[socket.socket], what: str) -> Iterator[None]:
    """Whoever asks meanwhile is told what we wait for; the sockets stay open for those who come after us."""
    answer = type("Answer", (_Answer,), {"what": what})
    servers = []
    for one in sockets:
        server = ThreadingHTTPServer(one.getsockname()[:2], answer, bind_and_activate=False)
        server.socket.close()
        server.socket, server.daemon_threads = one, True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        servers.append(server)
    try:
        yield
    finally:
        for server in servers:
            server.shutdown()
