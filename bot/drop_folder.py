"""A folder into which a recorder drops transcripts: each is taken in when it rests, and moved aside when that is done.

A file counts as written when its size and time were the same twice.  It moves only after what became of it is committed,
so that whatever dies in between is done again when it starts next, and a call that is taken in again changes nothing.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

DONE, FAILED = "done", "failed"
RESTS = 2.0  # seconds since a file was changed last
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".swp", "~")
MOST_AT_ONCE = 5_000  # files of one look


class Unreadable(ValueError):
    """A transcript that cannot be taken in; the message goes beside it."""


Take = Callable[[Path], None]  # raises Unreadable
Seen = tuple[int, int]  # bytes and time of change


@dataclass
class DropFolder:
    """``take`` takes one file in; ``told`` hears of each file what became of it (None: done, else the reason)."""

    folder: Path
    take: Take
    told: Callable[[Path, str | None], None] = lambda path, why: None
    rests: float = RESTS
    now: Callable[[], float] = time.time
    _seen: dict[str, Seen] = field(default_factory=dict)

    def look(self) -> tuple[int, int]:
        """Take in what rests.  How many were done, and how many are left to look at again."""
        done, waiting = 0, {}
        for path, seen in self._files():
            if self._seen.get(path.name) != seen or self.now() - seen[1] / 1e9 < self.rests:
                waiting[path.name] = seen
                continue
            self._one(path)
            done += 1
        self._seen = waiting
        return done, len(waiting)

    def _files(self) -> Iterator[tuple[Path, Seen]]:
        """Plain files, the oldest first; what is hidden or named as unfinished is somebody's who still writes."""
        found: list[tuple[Path, Seen]] = []
        for entry in os.scandir(self.folder):
            if entry.name.startswith(".") or entry.name.lower().endswith(UNFINISHED):
                continue
            try:
                told = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # it went away
            if stat.S_ISREG(told.st_mode):
                found.append((Path(entry.path), (told.st_size, told.st_mtime_ns)))
        yield from sorted(found, key=lambda f: (f[1][1], f[0].name))[:MOST_AT_ONCE]

    def _one(self, path: Path) -> None:
        why: str | None = None
        try:
            self.take(path)
        except Unreadable as error:
            why = str(error)
        except FileNotFoundError:
            return  # another watcher was faster
        _aside(path, self.folder / (DONE if why is None else FAILED), why)
        self.told(path, why)


def _aside(path: Path, folder: Path, why: str | None) -> None:
    """Move a file, never over another one; the reason is there before the file is."""
    folder.mkdir(exist_ok=True)
    to = folder / path.name
    count = 1
    while to.exists():
        count += 1
        to = folder / f"{path.stem}.{count}{path.suffix}"
    if why is not None:
        _reason(to).write_text(f"{why}\n", encoding="utf-8")
    try:
        path.replace(to)
    except FileNotFoundError:
        return  # another watcher was faster


def _reason(path: Path) -> Path:
    return path.with_name(f"{path.name}.txt")
