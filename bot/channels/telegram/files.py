"""Files of customers: fetched before the turn, because what Telegram gives out for them ends after an hour."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from bot.channels.telegram.calls import Call, CallError, Download, Refused
from bot.channels.telegram.translate import Media
from handlers.events import File, Kept

log = structlog.get_logger(__name__)

SECONDS = 25.0  # for all files of a message; then the customer is told to send them again
ATTEMPTS = 3


class Files:
    """Fetches by ``getFile`` and the framework's download; without one nothing is fetched."""

    def __init__(self, call: Call, download: Download | None) -> None:
        self._call, self._download = call, download

    async def fetch(self, wanted: Sequence[Media], most: int) -> tuple[list[File], tuple[Kept, ...]]:
        """What could be fetched, and what could not with the reason.  Never raises because of a file."""
        files: list[File] = []
        missing: list[Kept] = []
        for media in wanted:
            why: str | None = "size" if (media.size or 0) > most else None
            if why is None:
                try:
                    async with asyncio.timeout(SECONDS):
                        files.append(File(media.name, media.type, await self._patiently(media, most)))
                except (CallError, TimeoutError, KeyError, TypeError) as error:
                    log.warning("a file is not fetched", kind=media.kind, why=str(error))
                    why = "size" if isinstance(error, Refused) else "room"
            if why is not None:
                missing.append(Kept(media.name or media.kind, "", "", media.size or 0, refused=why))
        return files, tuple(missing)

    async def _patiently(self, media: Media, most: int) -> bytes:
        if self._download is None:
            raise CallError("nothing fetches files here")
        for attempt in range(ATTEMPTS):
            try:
                told = await self._call("getFile", {"file_id": media.file_id}, 10.0)
                return await self._download(str(told["file_path"]), most)
            except Refused:
                raise
            except CallError:
                if attempt == ATTEMPTS - 1:
                    raise
                await asyncio.sleep(0.3 * 3**attempt)
        raise AssertionError("unreachable")
