"""Tables from files, row by row: CSV (UTF-8 or GB18030) and XLSX.  Nothing of a file is held but what is being read."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zipfile import ZipFile

EXTRA = "-"  # stands for the cells that no column of the heading belongs to
MAX_ROWS = 100_000
MAX_CELLS = 5_000_000  # of a workbook, also empty ones before others
MAX_UNPACKED = 400_000_000  # bytes that a workbook may become
MAX_BYTES = 64_000_000
MANY_BYTES = 400_000_000  # of a CSV of more rows than usual
PIECE = 1 << 20


class BadFile(ValueError):
    """A file that cannot be read as a table at all."""


def read_table(path: Path, most: int = MAX_ROWS) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number, column -> value); the first row is the heading."""
    if not path.is_file():
        raise BadFile(f"{path}: there is no such file")
    workbook = path.suffix.lower() == ".xlsx"
    bytes_ = MANY_BYTES if most > MAX_ROWS and not workbook else MAX_BYTES
    if path.stat().st_size > bytes_:
        raise BadFile(f"{path.name}: is larger than {bytes_ // 1_000_000} MB")
    lines = _xlsx(path, most) if workbook else _csv(path)
    heading: list[str] | None = None
    for number, cells in enumerate(lines, 1):
        if number > most + 1:
            raise BadFile(f"{path.name}: more than {most} rows")
        if not any(c not in (None, "") for c in cells):
            continue
        if heading is None:
            heading = [str(c or "").strip().lower().replace(" ", "_") for c in cells]
            twice = [h for i, h in enumerate(heading) if h and h in heading[:i]]
            if twice:
                raise BadFile(f"{path.name}: row {number}: the column {twice[0]!r} is there twice")
            continue
        extra = [c for c in cells[len(heading) :] if c not in (None, "")]
        row = {h: c for h, c in zip_longest(heading, cells[: len(heading)]) if h}
        yield number, {**row, EXTRA: len(extra)} if extra else row


def lines_of(path: Path) -> int | None:
    """About how many rows a CSV has; None of a workbook, which does not tell."""
    if path.suffix.lower() == ".xlsx" or not path.is_file():
        return None
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(PIECE), b""))


def _csv(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding=_encoding(path), newline="") as file:
        try:
            yield from csv.reader(file)
        except csv.Error as error:
            raise BadFile(f"{path.name}: {error}") from None


def _encoding(path: Path) -> str:
    """Read once from the beginning to the end, so that nothing is taken of a file that turns out to be none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            _decoded(path, encoding)
            return encoding
        except UnicodeDecodeError as error:
            problem = error
    raise BadFile(f"{path.name}: neither UTF-8 nor GB18030 ({problem.reason})")


def _decoded(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if "\0" in decoder.decode(piece):
                raise BadFile(f"{path.name}: is not a text file")
    decoder.decode(b"", final=True)


def _xlsx(path: Path, most: int) -> Iterator[list[Any]]:
    from openpyxl import load_workbook

    cells = 0
    try:
        with ZipFile(path) as archive:
            unpacked = sum(
                info.file_size for info in archive.infolist()
            )  # reading stops there, whatever follows
        if unpacked > MAX_UNPACKED:
            raise BadFile(f"{path.name}: would unpack to {unpacked // 1_000_000} MB")
        book = load_workbook(path, read_only=True, data_only=False)
        for row in book.worksheets[0].iter_rows(values_only=True, max_row=most + 2):
            cells += len(row)
            if cells > MAX_CELLS:
                raise BadFile(f"{path.name}: has more than {MAX_CELLS} cells")
            yield list(row)
    except BadFile:
        raise
    except Exception as error:  # noqa: BLE001  openpyxl lets everything through that is wrong in a file
        raise BadFile(f"{path.name}: is no XLSX file: {error or type(error).__name__}") from None
