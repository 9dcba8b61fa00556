"""Tables as files for spreadsheets: CSV and XLSX, in which nothing that somebody wrote is ever a formula."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

Cell = str | int | float | None
MOST_CHARS = 32_000  # of a cell; XLSX holds 32,767
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What begins a formula for one spreadsheet or another, also in the wide letters of Chinese and Japanese keyboards.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def guarded(cell: Cell) -> Cell:
    """Numbers as they are; a text that could be taken for a formula begins with an apostrophe, blanks before it aside."""
    if not isinstance(cell, str):
        return cell
    text = cell[:MOST_CHARS]
    risky = text.startswith(_FORMULA) or text.lstrip(" \u3000\xa0\ufeff").startswith(_FORMULA)
    text = _CONTROL.sub(" ", text)
    return f"'{text}" if risky or text.lstrip(" \u3000\xa0\ufeff").startswith(_FORMULA) else text


def csv_pieces(rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """UTF-8 that begins with the mark by which spreadsheets know it."""
    yield b"\xef\xbb\xbf"
    out = io.StringIO()
    writer = csv.writer(out)
    for n, row in enumerate(rows, 1):
        writer.writerow([guarded(cell) for cell in row])
        if n % 500 == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def xlsx(rows: Iterable[Iterable[Cell]], title: str) -> bytes:
    """Written row by row, so that a long one does not stand in memory as a whole."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    book.properties.creator, book.properties.created = "baoxiu", datetime.now(UTC).replace(tzinfo=None)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "baoxiu")
    sheet.freeze_panes = "A2"
    for letter in "ABCDEFGHI":
        sheet.column_dimensions[letter].width = 22 if letter != "B" else 44
    for n, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=guarded(value))
            cell.font = Font(bold=not n)
            if isinstance(value, str):
                cell.data_type = "s"  # text, whatever it begins with
            cells.append(cell)
        sheet.append(cells)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        book.save(path)
        return path.read_bytes()
