"""One POST to somebody else's server, bounded in every way.

The name is resolved here and the connection goes to an address that was looked at: nothing private, unless the
operator allows it, whatever a name server says a moment later.  Redirects are not followed, no proxy is asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from bot.limits import Network

TIMEOUT = 10.0  # seconds, for everything
HEAD_BYTES = 16 * 1024
BODY_BYTES = 2 * 1024  # of an answer: read for the reason it gives, no more
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: ([^\r\n]*))?")
_NAT64 = ip_network("64:ff9b::/96")


class Refused(Exception):
    """The target is an address that nothing is sent to."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    said: str  # the beginning of its body
    retry_after: float | None  # seconds


def allowed(host: str, networks: Sequence[Network]) -> bool:
    """Whether an address may be connected to: it is public, or in one of the networks."""
    address = ip_address(host.partition("%")[0])
    inner = _inner(address)
    if any(a in network for a in (address, inner) for network in networks if a.version == network.version):
        return True
    return all(a.is_global and not a.is_multicast for a in (address, inner))


def trusted(host: str, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks: there ``http://`` will do."""
    address = _inner(ip_address(host.partition("%")[0]))
    return any(address in network for network in networks if network.version == address.version)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address leads to, else itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped or address.sixtofour:
            return address.ipv4_mapped or address.sixtofour or address
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


async def post(
    url: str, body: bytes, headers: dict[str, str], networks: Sequence[Network] = (), timeout: float = TIMEOUT,
    tls: ssl.SSLContext | None = None,
) -> Answer:  # fmt: skip
    """Raises :class:`Refused`, OSError (with TimeoutError), or ValueError for what is no HTTP."""
    async with asyncio.timeout(timeout):
        return await _post(url, body, headers, networks, tls)


async def _post(
    url: str, body: bytes, headers: dict[str, str], networks: Sequence[Network], tls: ssl.SSLContext | None
) -> Answer:
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    found = await _resolve(host, parts.port or (443 if secure else 80))
    for address in found:
        if not allowed(address[0], networks):
            raise Refused(f"{host} is at a private address; BAOXIU_EVENTS_NETWORKS would allow it")
        if not secure and not trusted(address[0], networks):
            raise Refused("http:// is for networks of BAOXIU_EVENTS_NETWORKS only; use https://")
    context = (tls or _tls()) if secure else None
    reader, writer = await _connect(found, context, host)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        all_headers = {
            "Host": parts.netloc,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            "User-Agent": "baoxiu-events/1",
            **headers,
        }
        head = f"POST {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in all_headers.items()) + "\r\n"
        with contextlib.suppress(ConnectionError):  # who does not want the body may still say why
            writer.write(head.encode("ascii") + body)
            await writer.drain()
        return await _answer(reader)
    finally:
        writer.transport.abort()


async def _resolve(host: str, port: int) -> list[tuple[str, int]]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(entry[4][0]), port) for entry in found))


async def _connect(
    found: Sequence[tuple[str, int]], context: ssl.SSLContext | None, host: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """To the first address that answers."""
    error: OSError = OSError(f"{host} has no address")
    name = host if context is not None else None
    for address, port in found:
        try:
            return await asyncio.open_connection(
                address, port, ssl=context, server_hostname=name, limit=HEAD_BYTES
            )
        except ssl.SSLError:
            raise
        except OSError as failed:
            error = failed
    raise error


async def _answer(reader: asyncio.StreamReader) -> Answer:
    while True:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as cut:
            raise ConnectionError("the connection was cut" if cut.partial else "no answer") from None
        except asyncio.LimitOverrunError:
            raise ValueError(f"the head of the answer has more than {HEAD_BYTES} bytes") from None
        status = _STATUS.match(head)
        if status is None:
            raise ValueError("the answer is no HTTP")
        code = int(status[1])
        if code >= 200:  # 100 Continue and the like come before the answer
            break
    fields = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
    }
    said = b"" if 200 <= code < 300 else await _beginning(reader, fields)
    after = fields.get(b"retry-after", b"")
    seconds = float(after) if after.isdigit() and len(after) < 8 else None
    text = "".join(c if c.isprintable() else " " for c in said.decode("utf-8", "replace"))
    return Answer(code, " ".join(text.split())[:200], seconds)


async def _beginning(reader: asyncio.StreamReader, fields: dict[bytes, bytes]) -> bytes:
    length = fields.get(b"content-length", b"")
    most = min(int(length), BODY_BYTES) if length.isdigit() and len(length) < 12 else BODY_BYTES
    try:
        async with asyncio.timeout(1.0):
            return await reader.readexactly(most)
    except asyncio.IncompleteReadError as cut:
        return cut.partial
    except (TimeoutError, OSError):
        return b""
