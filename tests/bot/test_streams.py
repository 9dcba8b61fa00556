"""An event stream ends when its reader leaves, and when it is cancelled from outside; either way it tidies up."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from bot.streams import EventStream


class Reader:
    """Somebody who reads a stream and may leave."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.left, self.tidied = asyncio.Event(), False

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.heard.append(message.get("body", b""))

    async def events(self, last: bool = False) -> AsyncGenerator[bytes, None]:
        try:
            yield b": hello\n\n"
            while not last:
                await asyncio.sleep(3600)
        finally:
            self.tidied = True

    def open(self, last: bool = False) -> asyncio.Task[None]:
        return asyncio.create_task(EventStream(self.events(last))({"type": "http"}, self.receive, self.send))


async def _until_hello(reader: Reader) -> None:
    async with asyncio.timeout(5):
        while b": hello\n\n" not in reader.heard:
            await asyncio.sleep(0)


async def test_who_leaves_ends_the_stream() -> None:
    reader = Reader()
    stream = reader.open()
    await _until_hello(reader)
    reader.left.set()
    async with asyncio.timeout(5):
        await stream  # quietly: nobody is there to hear of it
    assert reader.tidied and b"" not in reader.heard[1:]


async def test_a_stream_that_is_cancelled_says_so_to_whoever_cancelled_it() -> None:
    reader = Reader()
    stream = reader.open()
    await _until_hello(reader)
    stream.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stream
    assert reader.tidied


async def test_a_stream_that_has_no_more_ends_and_listens_no_longer() -> None:
    reader = Reader()
    before = len(asyncio.all_tasks())
    async with asyncio.timeout(5):
        await reader.open(last=True)
    await asyncio.sleep(0)
    assert reader.tidied and reader.heard[-1] == b"" and len(asyncio.all_tasks()) == before
