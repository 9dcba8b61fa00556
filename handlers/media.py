"""Files that customers send: looked at, kept once, and removed when no message needs them any more.

A channel calls :func:`keep` before the turn and gives what came of it to the event; the turn ties it to the message.
No turn fails because of a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Row

from handlers import own, plates
from handlers.events import File, Inbound, Kept
from handlers.house import House
from handlers.people import Actor
from handlers.rules.filetypes import FileType, recognise
from storage import media
from storage.engine import Tx
from storage.shelf import Shelf

log = structlog.get_logger(__name__)

MOST_FILES = 10  # of one event
MOST_BYTES = 200_000_000  # of one sender within a day
DAY = timedelta(days=1)
SETTLED = timedelta(days=1)  # a content that no message has asked for by then is removed
NAME = 120  # characters of a file's name
_ODD = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


def keep(house: House, files: Sequence[File], sender: tuple[str, str] | None = None) -> tuple[Kept, ...]:
    """Keep files before the turn's transaction (blocking; reading the codes of a picture takes a second or two).
    ``sender`` is (channel, address); the same files again are the same contents.  Never raises because of a file."""
    left = MOST_BYTES
    if sender is not None:
        since = house.now() - DAY
        left -= house.store.read(lambda tx: media.bytes_of(tx, *sender, since))
    found: list[Kept] = []
    for number, file in enumerate(files):
        why = "many" if number >= MOST_FILES else "much" if len(file.content) > left else None
        kept = _refused(file, why) if why else _one(house, file)
        left -= kept.size if kept.id is not None else 0
        found.append(kept)
    return tuple(found)


def file_name(given: str | None, ending: str = "") -> str:
    """A name that can be shown and saved: no folder, nothing that turns the writing round."""
    name = _ODD.sub(" ", (given or "").replace("\\", "/").rpartition("/")[2]).strip(" .")
    name = name.encode("utf-8", "ignore").decode()
    if ending and not name.lower().endswith(f".{ending}"):
        name = f"{name or 'file'}.{ending}"
    return name if len(name) <= NAME else name[: NAME - len(ending) - 1] + f".{ending}"


def _refused(file: File, why: str) -> Kept:
    return Kept(file_name(file.name), "", "", len(file.content), refused=why)


def _one(house: House, file: File) -> Kept:
    shelf = house.shelf
    if shelf is None:
        return _refused(file, "room")
    if not file.content:
        return _refused(file, "empty")
    if len(file.content) > shelf.most:
        return _refused(file, "size")
    kind = recognise(file.content)
    if kind is None:
        return _refused(file, "kind")
    try:
        row = _store(house, shelf, file.content, kind)
        codes = _codes(house, row, file.content, kind)
    except Exception:
        log.exception("a file could not be kept", size=len(file.content), type=kind.mime)
        return _refused(file, "room")
    return Kept(
        file_name(file.name, kind.ending), kind.kind, kind.mime, len(file.content), row.id, None, codes
    )


def _store(house: House, shelf: Shelf, content: bytes, kind: FileType) -> Row[Any]:
    """On the disk first, then its row; while the row is held nobody takes the content away."""
    digest = sha256(content).hexdigest()
    now = house.now()
    draft = shelf.draft(content)
    try:

        def work(tx: Tx) -> Row[Any]:
            row = media.put(tx, digest, now, now + SETTLED, kind=kind.kind, type=kind.mime, size=len(content))
            if draft.exists():
                _in_place(shelf, draft, digest)
            return row

        return house.store.write(work)
    finally:
        draft.unlink(missing_ok=True)


def _in_place(shelf: Shelf, draft: Path, digest: str) -> None:
    if not shelf.path(digest).exists():
        shelf.place(draft, digest)


def _codes(house: House, row: Row[Any], content: bytes, kind: FileType) -> tuple[tuple[str, str], ...]:
    """What barcodes on a picture say; looked for once for each content."""
    if kind.kind != "image":
        return ()
    if row.codes is None and plates.can_read():
        seen = plates.read(content)
        house.store.write(lambda tx: media.set_codes(tx, row.id, [list(c) for c in seen.codes], seen.size))
        return seen.codes
    return tuple((str(form), str(text)) for form, text in row.codes or ())


# -- in the turn's transaction -----------------------------------------------------------------------


def tie(tx: Tx, message_id: int, event: Inbound) -> None:
    """The files that were kept belong to the message."""
    files = [(kept.id, kept.name) for kept in event.media if kept.id is not None]
    if files:
        media.tie(tx, message_id, files)


def not_kept(event: Inbound) -> dict[str, Any]:
    """What is remembered of files that were refused."""
    found = [{"name": kept.name, "why": kept.refused} for kept in event.media if kept.refused]
    return {"not_kept": found[: 2 * MOST_FILES]} if found else {}


def waiting(tx: Tx, conversation_id: int, now: datetime) -> list[int]:
    """Messages with files that were sent before there was a ticket for them."""
    return media.waiting_for_a_ticket(tx, conversation_id, now - DAY)


# -- shown ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it may be given out.  ``decoded``: it is a picture that could be decoded here."""

    name: str
    kind: str
    type: str
    content: bytes
    decoded: bool


def for_staff(house: House, user: Actor, link_id: int) -> Content | None:
    """A file of a message, for those who may see the conversation.  Raises :class:`Refused`."""

    def read(tx: Tx) -> Row[Any] | None:
        row = media.link(tx, link_id)
        own.need(tx, house, user, "cases", row.ticket_id if row is not None else None)
        return row

    return _content(house, house.store.read(read))


def for_customer(house: House, channel: str, address: str, link_id: int) -> Content | None:
    """A file of the customer's own conversation; what came with a note is not for them."""
    row = house.store.read(lambda tx: media.link(tx, link_id))
    if row is None or (row.channel, row.address) != (channel, address) or row.direction == "note":
        return None
    return _content(house, row)


def _content(house: House, row: Row[Any] | None) -> Content | None:
    if row is None or house.shelf is None:
        return None
    content = house.shelf.read(row.sha256)
    if content is None:
        return None
    return Content(row.name or f"file-{row.id}", row.kind, row.type, content, row.width is not None)


# -- removed ---------------------------------------------------------------------------------------------


def settle(tx: Tx, house: House, media_id: int, now: datetime) -> int:
    """Remove a content that no message needs.  The file goes while the row's deletion holds everybody off; if the
    transaction fails, the row is still there, and whoever sends the content again puts it back."""
    digest = media.settle(tx, media_id, now)
    if digest is None:
        return 0
    if house.shelf is not None:
        house.shelf.remove(digest)
    return 1


def sweep(house: House, now: datetime) -> int:
    """Remove at once what nobody needs any more."""
    due = house.store.read(lambda tx: media.due(tx, now, 1_000))
    return sum(house.store.write(lambda tx, i=media_id: settle(tx, house, i, now)) for media_id in due)  # type: ignore[misc]
