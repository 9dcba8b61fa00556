"""Event streams: answers that stay open and bring what happens, to hundreds of pages at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class EventStream(StreamingResponse):
    """Server-sent events until there are no more or nobody reads them.

    The framework's own answer keeps a group of tasks with their scopes for each that is open, three times as much memory as
    this one that listens for the peer's leaving beside what it says."""

    def __init__(self, events: AsyncGenerator[bytes, None]) -> None:
        super().__init__(events, media_type="text/event-stream", headers={"x-accel-buffering": "no"})
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        speaking = asyncio.current_task()
        assert speaking is not None
        left = False

        async def until_left() -> None:
            nonlocal left
            while (await receive())["type"] != "http.disconnect":
                pass
            left = True
            speaking.cancel()

        listening = asyncio.create_task(until_left())
        try:
            async with aclosing(self._events):
                await self.stream_response(send)
        except asyncio.CancelledError:
            if not left:
                raise
            speaking.uncancel()
        finally:
            listening.cancel()
