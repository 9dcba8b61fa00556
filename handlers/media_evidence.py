"""The files of a ticket within a bundle of evidence, each content once under its SHA-256."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers.form_evidence import Printer
from handlers.house import House
from handlers.rules.filetypes import ALL
from storage import evidence, media
from storage.engine import Tx

MOST_BYTES = 150_000_000  # of all files of a bundle; what is too much is named, and stays with us
MOST_FILES = 300
MOST_MESSAGES = 20_000
ENDINGS = {kind.mime: kind.ending for kind in ALL}


def attached(
    tx: Tx, house: House, ticket: Row[Any], now: datetime, printer: Printer | None
) -> Iterator[tuple[str, bytes]]:
    """``media/SHA256.ending`` and ``media.json``, which says with which message each came."""
    said = evidence.messages(tx, ticket.conversation_id, ticket.id, MOST_MESSAGES)
    files = media.of_messages(tx, [m.id for m in said])
    listed, room = [], MOST_BYTES
    seen: dict[str, str | None] = {}
    for message_id, row in ((i, row) for i in sorted(files) for row in files[i]):
        if row.sha256 not in seen:
            content = None
            if row.size <= room and sum(name is not None for name in seen.values()) < MOST_FILES:
                content = house.shelf.read(row.sha256) if house.shelf is not None else None
            seen[row.sha256] = f"media/{row.sha256}.{ENDINGS[row.type]}" if content is not None else None
            if content is not None:
                room -= len(content)
                yield str(seen[row.sha256]), content
        listed.append({
            "message": message_id, "name": row.name, "type": row.type, "bytes": row.size, "sha256": row.sha256,
            "file": seen[row.sha256],
        })  # fmt: skip
    if listed:
        yield "media.json", json.dumps(listed, ensure_ascii=False, indent=1).encode()
