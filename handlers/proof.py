"""Whether a ticket's log, or a bundle of evidence, is still as it was written."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from lzma import LZMAError
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from handlers.evidence import FORMAT, MANIFEST
from handlers.house import House
from handlers.queue import Gone
from storage import chain
from storage import tickets as stored_tickets
from storage.engine import Tx

MOST_FILES = 500
MOST_BYTES = 200_000_000  # of a bundle, unpacked
NO_ZIP = (BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error, LZMAError, struct.error)


class BadBundle(ValueError):
    """A file that is no bundle of ours."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``what`` is a file or the log; ``good`` False where it is not as it was written."""

    what: str
    good: bool
    said: str


def of_log(house: House, number: str) -> tuple[Finding, ...]:
    """The log of a ticket in the database.  Raises :class:`Gone`."""

    def read(tx: Tx) -> tuple[Finding, ...]:
        ticket = stored_tickets.by_number(tx, number)
        if ticket is None:
            raise Gone(f"there is no ticket {number}")
        return tuple(_chain([link for _, link in stored_tickets.links(tx, ticket.id)]))

    return house.store.read(read)


def _chain(links: list[chain.Link]) -> Iterator[Finding]:
    wrong = list(chain.broken(links))
    for number, why in wrong:
        link = links[number - 1]
        yield Finding(f"log, entry {number} ({link.event}, {link.at:%Y-%m-%d %H:%M:%S} UTC)", False, why)
    if not wrong:
        erased = sum(chain.holds_erased(link.data) for link in links)
        more = f"; personal words are erased in {erased}" if erased else ""
        yield Finding("log", True, f"{len(links)} entries, each as it was written{more}")


def of_bundle(path: Path) -> tuple[Finding, ...]:
    """A bundle by itself: every file against the manifest, and the chain.  Raises :class:`BadBundle`."""
    try:
        with ZipFile(path) as archive:
            return tuple(_bundle(archive))
    except BadBundle:
        raise
    except NO_ZIP as error:
        raise BadBundle(f"{path}: is no ZIP file that can be read: {error}") from None


def manifest_digest(path: Path) -> tuple[str, str]:
    """The ticket that a bundle is about and the SHA-256 of its manifest.  Raises :class:`BadBundle`."""
    try:
        with ZipFile(path) as archive:
            raw = _read(archive, MANIFEST)
    except BadBundle:
        raise
    except (KeyError, *NO_ZIP) as error:
        raise BadBundle(f"{path}: has no manifest: {error}") from None
    return str(_manifest(raw).get("ticket")), sha256(raw).hexdigest()


def known(house: House, number: str, digest: str) -> Finding | None:
    """Whether the log of our database says that we made a bundle with that manifest; None for another's ticket."""

    def read(tx: Tx) -> Finding | None:
        ticket = stored_tickets.by_number(tx, number)
        if ticket is None:
            return None
        made = any(
            e.event == "evidence.exported" and (e.data or {}).get("manifest") == digest
            for e in stored_tickets.log(tx, ticket.id)
        )
        said = "the ticket's log knows it" if made else "the ticket's log knows no bundle with this manifest"
        return Finding(MANIFEST, made, said)

    return house.store.read(read)


def _bundle(archive: ZipFile) -> Iterator[Finding]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(e.file_size for e in entries) > MOST_BYTES:
        raise BadBundle(f"is too big: more than {MOST_FILES} files or {MOST_BYTES // 1_000_000} MB")
    there = [e.filename for e in entries]
    if MANIFEST not in there:
        raise BadBundle(f"has no {MANIFEST}")
    manifest = _manifest(_read(archive, MANIFEST))
    listed = {str(f["name"]): str(f["sha256"]) for f in manifest["files"]}
    for name, digest in listed.items():
        if there.count(name) != 1:
            yield Finding(name, False, "is missing" if name not in there else "is there more than once")
            continue
        good = sha256(_read(archive, name)).hexdigest() == digest
        yield Finding(name, good, "intact" if good else "changed")
    for name in there:
        if name not in listed and name != MANIFEST:
            yield Finding(name, False, "is not in the manifest")
    if "log.json" in there:
        yield from _log(_read(archive, "log.json"), manifest)


def _log(raw: bytes, manifest: dict[str, Any]) -> Iterator[Finding]:
    try:
        links = [
            chain.Link(e["ticket_id"], datetime.fromisoformat(e["at"]), e["event"], e["actor"], e["data"], e["prev"],
                       e["hash"], e["salt"])
            for e in json.loads(raw)
        ]  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        yield Finding("log.json", False, "cannot be read as a log")
        return
    yield from _chain(links)
    head = {"entries": len(links), "head": links[-1].hash if links else chain.FIRST}
    if head != manifest["log"]:
        yield Finding("log", False, "does not end where the manifest says")


def _read(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadBundle(f"{name} is too big")
    return raw


def _manifest(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
        good = found["format"] == FORMAT and isinstance(found["log"], dict)
        good = good and all({"name", "sha256"} <= set(f) for f in found["files"])
    except (ValueError, KeyError, TypeError, RecursionError):
        good = False
    if not good:
        raise BadBundle(f"{MANIFEST} is not of the format {FORMAT}")
    whole: dict[str, Any] = found
    return whole


def of_file(house: House | None, path: Path) -> tuple[Finding, ...]:
    """A bundle by itself, and whether our database (if there is one, and it has the ticket) made it."""
    found = of_bundle(path)
    ours = known(house, *manifest_digest(path)) if house is not None else None
    return found if ours is None else (*found, ours)
