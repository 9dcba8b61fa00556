"""A folder of contents, each once under its SHA-256 (``ab/ab12...``).

A content is written to a file of another name first and renamed when it is on the disk, so that what has its
name is whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

LEFT_FREE = 500_000_000  # bytes of the disk that files of customers never take


class NoRoom(OSError):
    """The disk is nearly full."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """``most`` is the greatest size of one content in bytes."""

    folder: Path
    most: int = 20_000_000

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
                file.write(content)
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
        """The content; None when it is not here."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, digest: str) -> None:
        self.path(digest).unlink(missing_ok=True)
