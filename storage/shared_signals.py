"""Signals between processes, over the publish and subscribe of Redis or Valkey.

Waking never waits for Redis: what was woken is handed to a thread.  Redis may be slow, restart or be gone;
loops that wait also look by themselves from time to time, and when the connection is back all are woken once,
as what was said meanwhile is unknown.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterable
from typing import Any

import redis
import structlog
from redis.client import PubSub

from storage.signals import Signals

log = structlog.get_logger(__name__)

CHANNEL = "baoxiu:wake"
TIMEOUT = 5.0  # seconds for an answer of Redis
POLL = 1.0  # seconds after which a listening thread looks whether it should end
LONGEST_PAUSE = 15.0  # seconds between attempts while Redis is gone
MOST = 1000  # topics kept for Redis; when there are more, all loops of all processes look


class SharedSignals(Signals):
    """Signals of this process and of all others that use the same Redis.  ``close`` ends its threads."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for what is not a Redis URL; does not need Redis to be there yet."""
        super().__init__()
        self._me = secrets.token_hex(8)
        self._client = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, health_check_interval=30
        )
        self._topics: set[str] = set()
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self.connected = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=f"signals-{work.__name__}", daemon=True)
            for work in (self._speak, self._hear)
        ]
        for thread in self._threads:
            thread.start()

    def wake(self, topics: Iterable[str]) -> None:
        wanted = frozenset(topics)
        if not wanted:
            return
        super().wake(wanted)
        with self._changed:
            self._topics |= wanted
            if len(self._topics) > MOST:
                self._topics = {""}
            self._changed.notify()

    def close(self) -> None:
        self._closing.set()
        with self._changed:
            self._changed.notify()
        for thread in self._threads:
            thread.join(TIMEOUT + POLL)
        self._client.close()

    def _speak(self) -> None:
        pause = 0.1
        while not self._closing.is_set():
            with self._changed:
                self._changed.wait_for(lambda: self._topics or self._closing.is_set())
                topics, self._topics = self._topics, set()
            if not topics:
                continue
            try:
                self._client.publish(CHANNEL, json.dumps([self._me, sorted(topics)]))
                pause = 0.1
            except redis.RedisError:
                self._closing.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _hear(self) -> None:
        pause = 0.1
        while not self._closing.is_set():
            try:
                with PubSub(self._client.connection_pool) as listening:
                    listening.subscribe(CHANNEL)
                    while not self._closing.is_set():
                        self._take(listening.get_message(timeout=POLL))
                        pause = 0.1
            except (redis.RedisError, OSError) as error:
                if self.connected.is_set():
                    log.warning("redis is gone; changes of other processes are seen later", error=str(error))
                self.connected.clear()
                self._closing.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _take(self, message: dict[str, Any] | None) -> None:
        if message is None:
            return
        if message["type"] == "subscribe":
            if not self.connected.is_set():
                log.info("listening to redis")
            self.connected.set()
            self.wake_all()
        elif message["type"] == "message":
            self._told(message["data"])

    def _told(self, data: bytes) -> None:
        try:
            sender, topics = json.loads(data)
            wanted = frozenset(str(topic) for topic in topics)
        except (ValueError, TypeError, RecursionError):
            log.warning("something else writes to our channel of redis", channel=CHANNEL)
            return
        if sender == self._me:
            return
        if "" in wanted:
            self.wake_all()
        else:
            super().wake(wanted)
