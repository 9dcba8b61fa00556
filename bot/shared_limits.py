"""Counting together with other servers, in Redis or Valkey, as :class:`bot.limits.Pace` counts alone.

A key holds when the last request would have come if they had come evenly; one script reads and writes it, with the
clock of Redis.  While Redis is slow or gone nobody waits for it and nobody is refused because of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger(__name__)

TIMEOUT = 0.25  # seconds that a request waits for Redis
PAUSE = 5.0  # seconds in which it is not asked again after it has failed
PREFIX = "baoxiu:pace:"
_SCRIPT = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local step, slack = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = tonumber(redis.call('GET', KEYS[1]) or '0')
local ahead = full - now
if ahead > slack + 0.000001 then return tostring(ahead - slack) end
if ahead < 0 then full = now end
redis.call('SET', KEYS[1], string.format('%.6f', full + step), 'PX', math.ceil((full + step - now) * 1000) + 1)
return '0'
"""


class SharedPaces:
    """Keys are kept as hashes: an address or a sender's name is nobody's business in Redis."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Redis | None = None
        self._script: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._again_at = 0.0

    async def wait(self, key: str, step: float, slack: float) -> float:
        """0.0 if it may go on, which is counted; else in how many seconds it may.  0.0 without Redis."""
        if time.monotonic() < self._again_at:
            return 0.0
        name = PREFIX + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        try:
            async with asyncio.timeout(TIMEOUT):
                return float(await self._connected()(keys=[name], args=[step, slack]))
        except Exception as error:  # noqa: BLE001 - whatever Redis does, customers are heard
            self._again_at = time.monotonic() + PAUSE
            log.warning("limits are counted by this server alone", error=type(error).__name__)
            return 0.0

    def _connected(self) -> Any:
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            from redis.asyncio import Redis

            self._client = Redis.from_url(self._url, socket_timeout=1.0, socket_connect_timeout=1.0)
            self._script = self._client.register_script(_SCRIPT)
            self._loop = loop
        return self._script

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None
