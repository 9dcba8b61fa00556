"""Calls to the APIs of messengers: JSON over HTTP, bounded in size and time, without redirects and compression.

What is sent holds keys and customers' words, so errors name what failed and never quote an address or a body.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from bot.sender import Retry

if TYPE_CHECKING:
    import httpx2

MOST = 256 * 1024  # bytes of an answer
SECONDS = 8.0  # of one call, from the connection to the last byte of the answer
MOST_MOVES = 3  # of a file
_NAMED = re.compile(r'filename="?([^";]{1,200})')
LONGEST_WAIT = 3600.0  # seconds that a peer may ask us to wait


@dataclass(frozen=True, slots=True)
class Answer:
    """``data`` is the JSON object of the answer, empty where there was none; ``after`` its Retry-After in seconds."""

    status: int
    data: dict[str, Any]
    after: float | None = None


class TooLarge(Exception):
    """A file has more bytes than are taken."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """``name`` and ``type`` are what the server says of the file."""

    content: bytes
    name: str | None
    type: str | None


async def fetch(url: str, most: int, params: dict[str, str] | None = None) -> Fetched:
    """A file, without the keys that calls have.  It may be moved, within the same server or to ``https://``.  Raises
    :class:`TooLarge`, and :class:`Retry` where there is none; the caller bounds the time."""
    import httpx2

    _quiet()
    try:
        async with httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False) as client:
            for _ in range(MOST_MOVES + 1):
                async with client.stream(
                    "GET", url, params=params, headers={"accept-encoding": "identity"}
                ) as answer:
                    if answer.status_code == 200:
                        return await _file(answer, most)
                    moved = answer.headers.get("location", "")
                    if answer.status_code not in (301, 302, 303, 307, 308) or not moved:
                        raise Retry(f"there is no file (HTTP {answer.status_code})")
                    there = urljoin(url, moved)
                if origin(there) != origin(url) and not there.startswith("https://"):
                    raise Retry("the file is said to be somewhere else")
                url, params = there, None
    except httpx2.HTTPError as error:
        raise Retry(f"the file cannot be fetched: {type(error).__name__}") from None
    raise Retry("the file is moved too often")


async def _file(answer: httpx2.Response, most: int) -> Fetched:
    content = bytearray()
    async for piece in answer.aiter_raw():
        content += piece
        if len(content) > most:
            raise TooLarge(f"the file has more than {most} bytes")
    name = _NAMED.search(answer.headers.get("content-disposition", ""))
    return Fetched(bytes(content), name[1] if name else None, answer.headers.get("content-type"))


def origin(url: str) -> tuple[str, str]:
    """Scheme and place of an address."""
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _quiet() -> None:
    """They tell addresses, and in those are keys."""
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Api:
    """An API at one base address; ``headers`` go with every call."""

    def __init__(self, base: str, headers: dict[str, str] | None = None, seconds: float = SECONDS) -> None:
        self._base = base.rstrip("/")
        self._headers = {**(headers or {}), "accept": "application/json", "accept-encoding": "identity"}
        self._seconds = seconds
        self._client: httpx2.AsyncClient | None = None

    async def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, params: dict[str, str] | None = None
    ) -> Answer:
        """Raises :class:`Retry` when there is no answer that could be read."""
        import httpx2

        try:
            async with asyncio.timeout(self._seconds):
                return await self._call(method, path, body, params)
        except TimeoutError:
            raise Retry("the API did not answer in time") from None
        except httpx2.HTTPError as error:
            raise Retry(f"the API cannot be reached: {type(error).__name__}") from None

    async def _call(
        self, method: str, path: str, body: dict[str, Any] | None, params: dict[str, str] | None
    ) -> Answer:
        client = self._connected()
        request = client.build_request(method, self._base + path, json=body, params=params)
        response = await client.send(request, stream=True)
        try:
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                raise Retry("the API's answer is compressed, which nobody asked for")
            raw = b""
            async for piece in response.aiter_raw():
                raw += piece
                if len(raw) > MOST:
                    raise Retry(f"the API's answer has more than {MOST} bytes")
        finally:
            await response.aclose()
        return Answer(response.status_code, _json(raw), _after(response.headers.get("retry-after")))

    def _connected(self) -> httpx2.AsyncClient:
        import httpx2

        if self._client is None:
            _quiet()
            self._client = httpx2.AsyncClient(
                timeout=self._seconds, headers=self._headers, follow_redirects=False
            )
        return self._client

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()


def _json(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _after(text: str | None) -> float | None:
    if not text or not text.strip().isdecimal():
        return None
    return min(max(float(text), 1.0), LONGEST_WAIT)
