"""The web server process: starts quickly, and stops quickly when it is told to, open pages or not."""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from types import FrameType

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.app import App

GRACE_SECONDS = 5  # for requests that are being answered
KEEP_ALIVE_SECONDS = 30
HEAD_SECONDS = 20.0  # the head of a request has to be there by then, and what nobody reads any more
HEAD_BYTES = 64 * 1024


class Connection(HttpToolsProtocol):
    """A connection on which nobody can hold the door: the head of a request is bounded in size and time (its body
    is bounded by :mod:`bot.guard`)."""

    _unread = 0  # bytes in which there was neither the end of a head nor a body
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relax()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        if self._unread > HEAD_BYTES:
            self.transport.abort()
        elif self._unread and self._timer is None:
            self._expect()

    def on_headers_complete(self) -> None:
        self._relax()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        if self.cycle.response_complete and self._timer is None:
            self._expect()  # the answer is given; the rest is not waited for any longer than a head
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._relax()
        super().on_message_complete()

    def _expect(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _relax(self) -> None:
        self._unread = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Server(uvicorn.Server):
    """Ends event streams as soon as it is asked to stop; they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, app: App) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._app.guard.close_streams_soon()


def serve(app: App, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM.  ``port`` 0 takes any free one.  Raises SystemExit if the port is taken."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=2048,
    )
    Server(config, app).run()
