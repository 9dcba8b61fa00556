"""The wall between the network and the application: sizes, times, headers, and the last net for errors.

Plain ASGI, outermost.  It also ends event streams when the server is asked to stop, so that an open
page does not keep the process alive.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import problems
from bot.problems import OUR_FAULT, Problem, response

log = structlog.get_logger(__name__)

BODY_SECONDS = 20.0  # the whole body of a request has to be there by then
DRAINED = 16 * 1024 * 1024  # bytes of a body that is too large: who is still sending hears no answer
_SECRET = re.compile(r"(/sign/|/calendar/|/channels/chatwoot/)[^/]+")
HEADERS: Mapping[bytes, bytes] = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    b"cache-control": b"no-store",
}


class Guard:
    """``limits`` maps a path prefix to the greatest body in bytes, ``limit`` is that of all others; ``seconds`` maps one
    to the time that a body may take."""

    def __init__(
        self, app: ASGIApp, *, limit: int, limits: Mapping[str, int] | None = None,
        seconds: Mapping[str, float] | None = None,
    ) -> None:  # fmt: skip
        self.app = app
        self.limit = limit
        self.limits = dict(limits or {})
        self.seconds = dict(seconds or {})
        self._streams: set[asyncio.Task[Any]] = set()
        self._closing = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def close_streams(self) -> None:
        """End all event streams now and those that still begin (call it in the loop's thread)."""
        self._closing = True
        for task in list(self._streams):
            task.cancel()

    def close_streams_soon(self) -> None:
        """:meth:`close_streams` for signal handlers and other threads."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.close_streams)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._loop = asyncio.get_running_loop()
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await _Exchange(self, scope, receive, send).run()

    def limit_for(self, path: str) -> int:
        return next((size for prefix, size in self.limits.items() if path.startswith(prefix)), self.limit)

    def seconds_for(self, path: str) -> float:
        return next((s for prefix, s in self.seconds.items() if path.startswith(prefix)), BODY_SECONDS)


def _here(location: bytes) -> bytes:
    """Without scheme and host, which a peer could have made up: all our addresses are our own."""
    return re.sub(rb"^(?:https?:)?/{2,}[^/?#]*/*|^/{2,}", b"/", location)


def _one_line(text: str) -> str:
    """Safe for a log that a person reads on a terminal; secrets in addresses are left out."""
    return _SECRET.sub(r"\1...", text)[:200].encode("unicode_escape").decode("ascii")


class _Exchange:
    """One request and its response."""

    def __init__(self, guard: Guard, scope: Scope, receive: Receive, send: Send) -> None:
        self.guard, self.scope = guard, scope
        self._receive, self._send = receive, send
        self.limit = guard.limit_for(scope["path"])
        self.size = 0
        self.read = False
        self.started = False
        self.seconds = guard.seconds_for(scope["path"])
        self.deadline = asyncio.get_running_loop().time() + self.seconds
        self.task = asyncio.current_task()

    async def run(self) -> None:
        try:
            self._check_head()
            await self.guard.app(self.scope, self.receive, self.send)
        except asyncio.CancelledError:
            if not (self.guard._closing and self.task in self.guard._streams):
                raise
            assert self.task is not None
            self.task.uncancel()
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        except Exception as error:
            problem = problems.known(error)
            if problem is None:
                log.exception(
                    "request failed", method=self.scope["method"], path=_one_line(self.scope["path"])
                )
            problem = problem or Problem(500, OUR_FAULT)
            if problem.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                await self._drain()
            await self._answer(problem)
        finally:
            if self.task is not None:
                self.guard._streams.discard(self.task)

    def _check_head(self) -> None:
        if b"\x00" in self.scope["path"].encode() or b"%00" in self.scope.get("query_string", b""):
            raise Problem(400, "the address holds a NUL character", [("url", "NUL character")])
        for name, value in self.scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value[:18]) > self.limit:
                raise self._too_large()

    def _too_large(self) -> Problem:
        return Problem(
            413,
            f"the body may have at most {self.limit} bytes",
            [("body", f"more than {self.limit} bytes")],
            {"connection": "close"},
        )

    async def _drain(self) -> None:
        """Take the rest of a body that is too large and keep nothing of it.  Closing on somebody who is still
        sending resets the connection, and the answer is lost; who asked first (``Expect``) is told at once."""
        if any(name == b"expect" for name, _ in self.scope["headers"]):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self.deadline):
                while not self.read and self.size <= DRAINED:
                    message = await self._receive()
                    self.size += len(message.get("body", b""))
                    self.read = not message.get("more_body", False)

    async def receive(self) -> Message:
        if self.read:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self.deadline):
                message = await self._receive()
        except TimeoutError:
            raise Problem(
                408, f"the body was not complete after {self.seconds:.0f} s", headers={"connection": "close"}
            ) from None
        self.size += len(message.get("body", b""))
        self.read = not message.get("more_body", False)
        if self.size > self.limit:
            raise self._too_large()
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = [
                (name, _here(value) if name == b"location" else value)
                for name, value in message.get("headers", ())
            ]
            named = {name.lower(): value for name, value in headers}
            headers += [(name, value) for name, value in HEADERS.items() if name not in named]
            message = {**message, "headers": headers}
            if named.get(b"content-type", b"").startswith(b"text/event-stream"):
                self._join_streams()
        await self._send(message)

    def _join_streams(self) -> None:
        if self.task is not None:
            self.guard._streams.add(self.task)
            if self.guard._closing:
                self.task.cancel()

    async def _answer(self, problem: Problem) -> None:
        if not self.started:
            await response(problem)(self.scope, self.receive, self.send)
