"""A folder of contents, each once under its SHA-256 (``ab/ab12...``).

Contents are sealed where there is a key; their names are hashes of what they say.  A content is written to a file of another name first and renamed when it is on the disk, so that what has its
name is whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from storage import sealed_files, sealing
from storage.sealing import Ring, Unreadable

log = structlog.get_logger(__name__)

LEFT_FREE = 500_000_000  # bytes of the disk that files of customers never take


class NoRoom(OSError):
    """The disk is nearly full."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """``most`` is the greatest size of one content in bytes."""

    folder: Path
    most: int = 20_000_000
    ring: Ring = sealing.CLEAR

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def draft(self, content: bytes) -> Path:
        """The content on the disk under a name that nobody knows yet.  Raises :class:`OSError`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.folder).free < LEFT_FREE + len(content):
            raise NoRoom("the disk is nearly full")
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".draft-")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                sealed_files.write(self.ring, content, file)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name)

    def place(self, draft: Path, digest: str) -> None:
        """Give a draft the name of its content, over one that is the same."""
        path = self.path(digest)
        path.parent.mkdir(exist_ok=True)
        draft.replace(path)
        for folder in (path.parent, self.folder):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def read(self, digest: str) -> bytes | None:
        """The content; None when it is not here, or cannot be opened."""
        try:
            with self.path(digest).open("rb") as file:
                return b"".join(sealed_files.read(self.ring, file))
        except FileNotFoundError:
            return None
        except Unreadable as error:
            log.error("a file cannot be opened", file=digest[:12], why=str(error))
            return None

    def digests(self) -> Iterator[str]:
        """Of everything that is here."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            yield path.name

    def reseal(self, digest: str) -> bool:
        """Seal a content with the newest key, if it is not.  Whoever calls sees to it that nobody removes it meanwhile.
        Raises :class:`storage.sealing.Unreadable`."""
        path = self.path(digest)
        try:
            if sealed_files.key_of(path) == self.ring.newest:
                return False
            with path.open("rb") as file:
                content = b"".join(sealed_files.read(self.ring, file))
        except FileNotFoundError:
            return False
        self.place(self.draft(content), digest)
        return True

    def remove(self, digest: str) -> None:
        self.path(digest).unlink(missing_ok=True)
