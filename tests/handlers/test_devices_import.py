"""Devices come from tables: every mistake is named by row and column, and all rows are taken in or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select, update

from handlers import devices_import, tables
from handlers.devices_import import Imported, import_devices
from handlers.rules import serials
from handlers.tables import BadFile
from storage import devices, planned
from storage.models import Customer, Device
from storage.planned_tables import PlannedLook
from tests.world import World

HEAD = "serial_number,model,plan,customer,phone,region,warranty_card\n"
GOOD = (
    HEAD
    + "NEW-0001,阳光-200,p3,王建国,13800138000,hangzhou,2026-05-08\nNEW-0002,阳光-300,p3,,,shanghai,2026/5/9\n"
)
Take = Callable[..., Imported]


@pytest.fixture
def take(world: World, tmp_path: Path) -> Take:
    """Import a table: text, bytes or rows of a workbook."""

    def imported(table: str | bytes | list[list[Any]], **options: Any) -> Imported:
        if isinstance(table, list):
            path, book = tmp_path / "devices.xlsx", Workbook()
            for row in table:
                book.worksheets[0].append(row)
            book.save(path)
        else:
            path = tmp_path / "devices.csv"
            path.write_bytes(table.encode() if isinstance(table, str) else table)
        return import_devices(world.house, path, **options)

    return imported


def found(world: World, serial: str) -> Any:
    return world.store.read(lambda tx: devices.by_key(tx, serials.fold(serial)))


def count(world: World, model: type[Device] | type[Customer] = Device) -> int:
    return int(
        world.store.read(lambda tx: tx.sql.execute(select(func.count()).select_from(model)).scalar_one())
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_as_it_was_written(world: World, take: Take, encoding: str) -> None:
    assert take(GOOD.replace("\n", "\r\n").encode(encoding)) == Imported(2, 2, 0, ())
    device = found(world, "new-OO01")  # as a customer may write it
    assert (device.model, device.plan, device.region) == ("阳光-200", "p3", "hangzhou")
    assert device.dates == {"warranty_card": "2026-05-08"}
    assert found(world, "NEW-0002").dates == {"warranty_card": "2026-05-09"}
    assert device.customer_id is not None


def test_a_workbook_is_read_with_its_numbers_and_days(world: World, take: Take) -> None:
    table = [
        ["Serial Number", "model", "phone", "customer", "acceptance", "extension_months"],
        [20260001, "X1", 13800138000, "王", datetime(2026, 5, 8), 12],
        [None] * 6,
        ["20260002", "X1", None, None, date(2026, 5, 9), None],
    ]
    assert take(table, plan="p6") == Imported(2, 2, 0, ())
    device = found(world, "20260001")
    assert (device.plan, device.extension_months) == ("p6", 12)
    assert device.dates == {"acceptance": "2026-05-08"}
    assert found(world, "20260002").dates == {"acceptance": "2026-05-09"}


def test_the_same_file_again_changes_what_it_says_and_nothing_twice(world: World, take: Take) -> None:
    take(GOOD)
    customers, all_devices = count(world, Customer), count(world)
    again = take(GOOD.replace("阳光-200", "阳光-250").replace("NEW-0001", "new 0001"))
    assert (again.new, again.changed) == (0, 2)
    assert found(world, "NEW-0001").model == "阳光-250"
    assert (count(world, Customer), count(world)) == (customers, all_devices)


def test_a_dry_run_counts_and_writes_nothing(world: World, take: Take) -> None:
    before = count(world)
    assert take(GOOD, dry_run=True) == Imported(2, 2, 0, (), True)
    assert count(world) == before


def test_every_mistake_is_named_by_row_and_column_and_nothing_is_taken_in(world: World, take: Take) -> None:
    before = count(world)
    table = (
        HEAD
        + "GOOD-0001,X,p3,,,,\n"
        + "GOOD-0002,X,p99,,,,\n"
        + ",X,p3,,,,\n"
        + "good 0001,X,p3,,,,2026-02-30\n"
        + '=HYPERLINK("x"),X,p3,,,,\n'
        + "GOOD-0003,,p3,,,,heute\n"
        + f"GOOD-0004,{'X' * 301},p3,,,,\n"
        + f"{'9' * 65},X,,,,,\n"
        + "GOOD-0005,X,p3,,,,,,more\n"
        + "GOOD\u202e0006,X\u200e,p3,,,,2125-01-05\n"
        + "GOOD-0007,X,p3,,,,0001-01-05\n"
    )
    did = take(table)
    assert (did.new, did.changed) == (0, 0)
    told = {(e.row, e.column): e.message for e in did.errors}
    assert set(told) == {
        (3, "plan"), (4, "serial_number"), (5, "warranty_card"), (5, "serial_number"), (6, "serial_number"), (7, "model"),
        (7, "warranty_card"), (8, "model"), (9, "serial_number"), (9, "plan"), (10, "-"), (11, "serial_number"),
        (11, "model"), (11, "warranty_card"), (12, "warranty_card"),
    }  # fmt: skip
    assert "p99" in told[3, "plan"] and "p3" in told[3, "plan"]
    assert told[5, "serial_number"] == "the same as in row 2"
    assert "more cells than the heading" in told[10, "-"]
    assert "control" in told[11, "serial_number"] and "2125-01-05" in told[11, "warranty_card"]
    assert "2026-02-30" in told[5, "warranty_card"]
    assert "formula" in told[6, "serial_number"] or "letters" in told[6, "serial_number"]
    assert count(world) == before


def test_formulas_of_a_workbook_are_refused_where_they_stand(world: World, take: Take) -> None:
    did = take([["serial_number", "model"], ["=1+1", "X1"], ["GOOD-0001", '=CMD("calc")']], plan="p3")
    assert {(e.row, e.column) for e in did.errors} >= {(2, "serial_number"), (3, "model")}
    assert found(world, "GOOD-0001") is None


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("", "has no rows"),
        (HEAD, "has no rows"),
        ("serial,model\nA,B\n", "missing columns: serial_number; unknown columns: serial (known are"),
        (b"\xff\xfe\x00\x81\xff", "neither UTF-8 nor GB18030"),
        (b"serial_number,model\nA\0B,C\n", "not a text file"),
    ],
    ids=["empty", "heading", "columns", "encoding", "zero"],
)
def test_what_is_no_table_is_refused_as_a_whole(take: Take, table: str | bytes, told: str) -> None:
    with pytest.raises(BadFile) as refused:
        take(table)
    assert told in str(refused.value) and "devices.csv" in str(refused.value)


def test_what_only_calls_itself_a_workbook_is_refused(world: World, tmp_path: Path) -> None:
    path = tmp_path / "devices.xlsx"
    for content in (b"", b"PK\x03\x04 cut", b"serial_number,model\n"):
        path.write_bytes(content)
        with pytest.raises(BadFile, match="no XLSX file"):
            import_devices(world.house, path)


def test_many_mistakes_are_cut_off(take: Take) -> None:
    assert len(take(HEAD + ",,,,,,x\n" * 1000).errors) == 200


def test_its_progress_is_told(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int | None]] = []
    take(GOOD, progress=lambda *found: told.append(found))
    assert told == [("checking", 2, 2), ("writing", 2, 2)]
    monkeypatch.setattr(devices_import, "PIECE", 2)
    told.clear()
    take(many(5), progress=lambda *found: told.append(found))
    assert told == [
        ("checking", 2, 6), ("checking", 4, 6), ("checking", 5, 5), ("writing", 2, 5), ("writing", 4, 5), ("writing", 5, 5),
    ]  # fmt: skip


# -- long files -----------------------------------------------------------------------------------


def many(count: int, changed: str = "") -> str:
    """Three devices of each customer, the customers one after the other and again."""
    rows = [
        f"LONG-{n:04d},X{changed},p3,王{n % (count // 3 or 1)},1380013{n % (count // 3 or 1):04d},,"
        for n in range(count)
    ]
    return HEAD + "\n".join(rows) + "\n"


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are long from a few rows on."""
    monkeypatch.setattr(devices_import, "PIECE", 4)
    monkeypatch.setattr(devices_import, "AT_ONCE", 3)


@pytest.mark.usefixtures("pieces")
def test_a_long_file_is_taken_in_by_pieces_and_a_customer_in_two_of_them_is_one(
    world: World, take: Take
) -> None:
    before, customers = count(world), count(world, Customer)
    assert take(many(30)) == Imported(30, 30, 0, ())
    assert (count(world) - before, count(world, Customer) - customers) == (30, 10)
    owners = {found(world, f"LONG-{n:04d}").customer_id for n in (3, 13, 23)}
    assert len(owners) == 1 and None not in owners
    assert take(many(33, "2")) == Imported(33, 3, 30, ())
    assert found(world, "LONG-0029").model == "X2" and found(world, "LONG-0003").customer_id in owners


@pytest.mark.usefixtures("pieces")
def test_a_mistake_at_the_end_of_a_long_file_keeps_all_of_it_out(world: World, take: Take) -> None:
    before = count(world)
    did = take(many(20) + "LONG-0019,X,p3,,,,\nlong 0002,X,p3,,,,\nGOOD-1,X,p99,,,,\n")
    assert [(e.row, e.column) for e in did.errors] == [
        (22, "serial_number"),
        (23, "serial_number"),
        (24, "plan"),
    ]
    assert [e.message for e in did.errors[:2]] == ["the same as in row 21", "the same as in row 4"]
    assert count(world) == before


@pytest.mark.usefixtures("pieces")
def test_what_breaks_off_in_the_middle_can_be_imported_again(
    world: World, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real = count(world), devices_import.take_in
    left = [2]

    def breaks(*args: Any) -> int:
        if not left[0]:
            raise OSError("no space left on device")
        left[0] -= 1
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(devices_import, "take_in", breaks)
        with pytest.raises(OSError, match="no space"):
            take(many(20))
    assert count(world) - before == 8, "two pieces, each as a whole"
    assert take(many(20)) == Imported(20, 12, 8, ())
    assert count(world) - before == 20


def test_a_device_that_somebody_adds_meanwhile_is_one_that_is_known(
    world: World, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = devices.by_keys, list[int]()

    def late(tx: Any, keys: Any) -> Any:
        tried.append(1)
        return real(tx, keys) if len(tried) > 1 else {}

    take(GOOD)
    monkeypatch.setattr(devices, "by_keys", late)
    assert take(GOOD.replace("阳光-200", "阳光-250")) == Imported(2, 0, 2, ())
    assert found(world, "NEW-0001").model == "阳光-250" and len(tried) == 2


def test_the_same_file_again_gives_clockwork_nothing_to_look_at(world: World, take: Take) -> None:
    """A million devices are not looked at for planned work because one of them has another date."""
    take(GOOD)
    now = world.house.now()
    world.store.write(lambda tx: tx.sql.execute(update(PlannedLook).values(look_at=now.replace(year=2030))))
    take(GOOD)
    assert world.store.read(lambda tx: planned.to_look_at(tx, now, 9)) == []
    take(GOOD.replace("2026/5/9", "2026/5/10"))
    assert world.store.read(lambda tx: planned.to_look_at(tx, now, 9)) == [found(world, "NEW-0002").id]


def test_only_devices_may_be_so_many(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "devices.csv"
    path.write_text(many(30), "utf-8")
    monkeypatch.setattr(tables, "MAX_ROWS", 20)
    with pytest.raises(BadFile, match="more than 20 rows"):
        list(tables.read_table(path, 20))
    monkeypatch.setattr(devices_import, "MOST_ROWS", 29)
    with pytest.raises(BadFile, match="more than 29 rows"):
        import_devices(world.house, path)
    monkeypatch.setattr(devices_import, "MOST_ROWS", 30)
    assert import_devices(world.house, path).rows == 30


def test_what_a_file_names_again_is_known_and_nothing_else() -> None:
    named = devices_import.Repeated()
    for n in (*range(3_000), *range(0, 3_000, 7)):
        named.add(("Wang", f"138{n:08d}"))
    assert named.close()
    assert [n for n in range(3_000) if ("Wang", f"138{n:08d}") in named] == list(range(0, 3_000, 7))


def test_rows_with_mistakes_are_left_out_where_that_is_wanted(world: World, tmp_path: Path) -> None:
    path = tmp_path / "devices.csv"
    path.write_text(GOOD + "NEW-0003,X,p99,,,,\nnew 0001,X,p3,,,,\nNEW-0004,X,p3,,,,\n,X,,,,,\n", "utf-8")
    with (tmp_path / "kept").open("w+b") as kept:
        checked = devices_import.check(world.house, path, None, kept)
        assert (checked.rows, checked.wrong) == (6, 3)
        assert sorted({error.row for error in checked.errors}) == [4, 5, 7]
        serials_ = [fields["serial_number"] for piece in checked.pieces() for _, fields in piece]
    assert serials_ == ["NEW-0001", "NEW-0002", "NEW-0004"]
