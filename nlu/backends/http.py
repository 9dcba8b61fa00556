"""An HTTP client that takes no more than it can use: bounded answers, no compression, no redirects."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import httpx2

from nlu.backends.protocol import Unusable

MOST = 256 * 1024  # bytes of an answer


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, inner: httpx2.SyncByteStream) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._inner:
            size += len(piece)
            if size > MOST:
                raise Unusable("too_large")
            yield piece

    def close(self) -> None:
        self._inner.close()


def client(seconds: float) -> httpx2.Client:
    """Proxies and certificates are those of the environment.  Raises :class:`Unusable` for answers without measure."""
    for name in ("httpx2", "httpcore2", "openai"):  # at debug they tell keys and what is sent
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx2.Client(
        timeout=seconds,
        headers={"accept-encoding": "identity"},
        follow_redirects=False,
        event_hooks={"request": [_plain], "response": [_bound]},
    )


def _plain(request: httpx2.Request) -> None:
    request.headers["accept-encoding"] = "identity"


def _bound(response: httpx2.Response) -> None:
    """A small compressed answer can be a huge one: nobody asked for compression."""
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise Unusable("garbage", "compressed")
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Bounded(response.stream)


def cause(error: BaseException) -> Unusable:
    """What a client's error means to us; its message is not looked at, for it may quote what was sent."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, Unusable):
            return seen
        if isinstance(seen, httpx2.TimeoutException):
            return Unusable("timeout", down=True)
        seen = seen.__cause__ or seen.__context__
    status: Any = getattr(error, "status_code", None)
    if isinstance(status, int):
        return refused(status)
    return Unusable("unreachable", type(error).__name__, down=True)


def refused(status: int) -> Unusable:
    """An answer that is none, by its HTTP status."""
    down = status >= 500 or status in (401, 403, 404, 408, 429)
    return Unusable("limited" if status == 429 else "error", f"HTTP {status}", down=down)
