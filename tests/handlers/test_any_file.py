"""Transcripts, plans, tables and calendars of any kind: read, or refused with a sentence; never endless, never large."""

from __future__ import annotations

import io
import json
import re
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from handlers import tables
from handlers.devices_import import import_devices
from handlers.house import House
from handlers.plans import load
from handlers.plans.load import BadPlan
from handlers.rules import holidays
from handlers.tables import BadFile, read_table
from nlu import transcripts
from nlu.transcripts import TranscriptError
from tests.mangling import bounded, mangled, repacked, tries
from tests.world import World

TURNS = [
    {"speaker": "agent", "text": "您好", "start": 1.5},
    {"speaker": "caller", "text": "热水器漏水，13800138000", "end": 4},
]
CALLS = tuple(text.encode() for text in (
    "通话编号：HL-0042\n2026-11-23\n[00:00:03] 客服：您好\n[00:00:08] 客户：热水器坏了，电话13800138000\n",
    "Agent (Lisa): hello\nCaller: it leaks\nand smells\n",
    json.dumps({"call_id": "c-1", "plan": "p3", "at": "2026-11-23T10:00:00+08:00", "turns": TURNS}, ensure_ascii=False), json.dumps(TURNS),
    json.dumps({"segments": [{"start": 0, "end": 2.5, "text": "it leaks", "speaker": "A"}], "language": "en"}),
    "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v 客户>热水器漏水了\n\n00:00:05.000 --> 00:00:06.000\n<v Agent>好\n",
    "1\n00:00:01,000 --> 00:00:04,000\n客户: 漏水了\n\n2\n00:00:05,000 --> 00:00:06,000\n客服: 好\n",
    "time,speaker,text\n00:01,客户,漏水了\n00:05,客服,好的\n",
))  # fmt: skip
PLANS = tuple((Path(load.__file__).parent / f"{name}.toml").read_bytes() for name in ("p3", "p6", "p8"))
DEVICES = ("serial_number,model,plan,customer,phone,address,acceptance,extension_months\n"
           "X-1,M,p3,王,13800138000,杭州市1号,2026-05-07,12\nX-2,M,p6,李,13800138001,,2026/5/7,\n")  # fmt: skip
TABLES = (DEVICES.encode(), DEVICES.encode("gb18030"))
CALENDARS = tuple(text.encode() for text in (
    "date,name,off\n2027-01-01,元旦,yes\n2027-01-03,补班,no\n",
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20270104\r\nSUMMARY:元旦\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
))  # fmt: skip


def _workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for line in DEVICES.splitlines():
        book.worksheets[0].append(line.split(","))
    book.save(out)
    return out.getvalue()


WORKBOOK = _workbook()
SHEET = "xl/worksheets/sheet1.xml"
LONG = pytest.mark.long


def _call(data: bytes) -> None:
    with suppress(TranscriptError):
        transcripts.read(data, "call.txt")


def _plan(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    with suppress(BadPlan):
        load.parse(text, "plan.toml")


def _calendar(data: bytes) -> None:
    found = holidays.read(data.decode("utf-8", "replace"))
    assert found.days or found.problems


READERS: dict[str, tuple[Any, tuple[bytes, ...], int, float]] = {
    "transcripts": (_call, CALLS, 120, 1.0), "plans": (_plan, PLANS, 6, 5.0), "holidays": (_calendar, CALENDARS, 80, 1.0),
}  # fmt: skip


def _read_any(kind: str, times: int, megabytes: float | None = None) -> None:
    read, seeds, examples, seconds = READERS[kind]

    @tries(examples * times)
    @given(mangled(seeds))
    def attempt(data: bytes) -> None:
        with bounded(seconds, megabytes):
            read(data)

    attempt()


@pytest.mark.parametrize("kind", READERS)
def test_any_file_is_read_or_refused(kind: str) -> None:
    _read_any(kind, 1)


@LONG
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", READERS)
def test_many_files_are_read_or_refused(kind: str) -> None:
    _read_any(kind, 20)


@LONG
@pytest.mark.parametrize("kind", READERS)
def test_reading_takes_little_memory(kind: str) -> None:
    _read_any(kind, 1, megabytes=60)


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    from storage.engine import Store

    path = tmp_path_factory.mktemp("any") / "a.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    made = World(Store(f"sqlite:///{path}")).settle().house
    yield made
    made.store.close()


def _import_any(house: House, tmp_path: Path, examples: int) -> None:
    texts = mangled(TABLES).map(lambda data: ("t.csv", data))
    sheets = st.tuples(st.sampled_from([SHEET, "xl/workbook.xml", "[Content_Types].xml"]), st.data())

    @tries(examples)
    @given(st.one_of(texts, sheets))
    def attempt(given_: Any) -> None:
        name, data = given_
        if not isinstance(data, bytes):
            member, more = given_
            name = "t.xlsx"
            data = repacked(WORKBOOK, member, lambda old: more.draw(mangled([old])))
        file = tmp_path / name
        file.write_bytes(data)
        with bounded(2.0), suppress(BadFile):
            import_devices(house, file, dry_run=True)

    attempt()


def test_any_table_is_taken_or_refused(house: House, tmp_path: Path) -> None:
    _import_any(house, tmp_path, 25)


@LONG
@pytest.mark.timeout(600)
def test_many_tables_are_taken_or_refused(house: House, tmp_path: Path) -> None:
    _import_any(house, tmp_path, 1500)


def test_a_workbook_that_unpacks_to_too_much_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kilobyte of ZIP becomes a megabyte of XML, a megabyte a gigabyte."""
    monkeypatch.setattr(tables, "MAX_UNPACKED", 3_000_000)
    zeros = b"<x>" + b" " * 1_000_000 + b"</x>"
    file = tmp_path / "bomb.xlsx"
    out = io.BytesIO(WORKBOOK)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for n in range(4):
            archive.writestr(f"xl/more{n}.xml", zeros)
    file.write_bytes(out.getvalue())
    assert file.stat().st_size < 20_000
    with bounded(1.0), pytest.raises(BadFile, match="unpack"):
        list(read_table(file))


def test_rows_that_go_on_for_sixteen_thousand_columns_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_CELLS", 500_000)

    def far(sheet: bytes) -> bytes:
        rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(4, 300))
        sheet = re.sub(rb"<dimension[^>]*>", b"", sheet)
        return sheet.replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    file = tmp_path / "wide.xlsx"
    file.write_bytes(repacked(WORKBOOK, SHEET, far))
    with bounded(2.0), pytest.raises(BadFile, match="cells"):
        list(read_table(file))


def test_entities_of_a_workbook_are_not_multiplied(tmp_path: Path) -> None:
    """A billion laughs."""
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>'.encode()

    def laugh(sheet: bytes) -> bytes:
        body = sheet.partition(b"?>")[2] if sheet.startswith(b"<?xml") else sheet
        return head + body.replace(b"<v>", b"<v>&l9;", 1)

    file = tmp_path / "laughs.xlsx"
    file.write_bytes(repacked(WORKBOOK, SHEET, laugh))
    with bounded(2.0, megabytes=60), suppress(BadFile):
        list(read_table(file))
