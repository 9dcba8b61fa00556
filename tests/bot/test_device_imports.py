"""An administrator sends a file of devices; it is imported in the background, and whatever happens meanwhile, no row is
half there, none twice, and everybody can see how far it is."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers import devices_import, import_jobs
from handlers.house import House
from handlers.people import Refused
from storage import device_imports as stored
from storage import devices
from storage.engine import Store
from storage.import_tables import ImportPiece
from storage.models import Customer, Device
from tests.bench.reports import SUE
from tests.bot.office import ON_SQLITE, Office, Person, clock, house, office  # noqa: F401 - fixtures
from tests.process import ROOT
from tests.servers import KEY

HEAD = "serial_number,model,plan,customer,phone,warranty_card\n"
GOOD = HEAD + "IMP-0001,阳光-200,p3,王建国,13800138000,2026-05-08\nIMP-0002,阳光-300,p3,,,\n"
WRONG = GOOD + "IMP-0003,X,p99,,,\nimp 0001,X,p3,,,\nIMP-0004,X,p3,,,\n"
TOM = replace(SUE, role="administrator")


def rows(count: int) -> str:
    """Three devices of each customer, one after the other and again."""
    lines = (
        f"LOT-{n:06d},X,p3,王{n % (count // 3)},139{n % (count // 3):08d},2026-05-08" for n in range(count)
    )
    return HEAD + "\n".join(lines) + "\n"


def send(office: Office, text: str, name: str = "devices.csv", who: str = "tom", **fields: str) -> Any:
    person = office.person(who)
    data = {"csrf": person.csrf, **fields}
    files = {"file": (name, text.encode(), "text/csv")}
    return office.place.http.post("/console/imports", data=data, files=files, headers=person.headers())


def shown(person: Person, until: str) -> str:
    """The page, once it says that."""
    for _ in range(200):
        page = person.get("/console/imports").text
        if until in page:
            return str(page)
        time.sleep(0.05)
    raise AssertionError(page)


def count(store: Store, model: type[Any], begins: str = "") -> int:
    wanted = select(func.count()).select_from(model)
    if begins:
        wanted = wanted.where(model.serial_key.startswith(begins))
    return int(store.read(lambda tx: tx.sql.execute(wanted).scalar_one()))


def test_a_file_is_sent_and_imported_and_its_page_tells_so(office: Office) -> None:
    tom, store = office.person("tom"), office.place.house.store
    assert send(office, GOOD).status_code == 303
    assert "2 new devices, 0 brought up to date" in shown(tom, "Done:")
    assert store.read(lambda tx: devices.by_key(tx, "1MP0001")) is not None
    assert count(store, ImportPiece) == 0, "the file is kept no longer than it is needed"
    assert send(office, GOOD.replace("300", "301")).status_code == 303
    assert "0 new devices, 2 brought up to date" in shown(tom, "0 new devices")


@ON_SQLITE
def test_nothing_of_a_file_with_a_mistake_is_taken_in_unless_it_is_to_be_left_out(office: Office) -> None:
    tom, store = office.person("tom"), office.place.house.store
    send(office, WRONG)
    page = shown(tom, "Nothing was taken in")
    assert "2 rows have mistakes" in page and store.read(lambda tx: devices.by_key(tx, "1MP0002")) is None
    told = tom.get("/console/imports/1/rejected").text
    assert "unknown plan 'p99'" in told and "5,serial_number,the same as in row 2" in told
    send(office, WRONG, leave_out="yes")
    assert "3 new devices" in shown(tom, "2 rows had mistakes and were left out")
    assert "4,plan," in tom.get("/console/imports/2/rejected").text


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("devices.csv", "", "has something in it"),
        ("devices.exe", "MZ", "a CSV or an XLSX"),
        ("", GOOD, "has something in it"),
    ],
)
def test_what_is_no_table_is_refused(office: Office, name: str, text: str, told: str) -> None:
    answer = send(office, text, name)
    assert (answer.status_code, told in answer.text) == (409, True), answer.text


@ON_SQLITE
def test_what_only_looks_like_a_table_fails_and_says_why(office: Office) -> None:
    send(office, "PK not really", "devices.xlsx")
    assert "is no XLSX file" in shown(office.person("tom"), "Broke off")


@ON_SQLITE
def test_only_administrators_may_and_only_from_our_page(office: Office) -> None:
    assert send(office, GOOD, who="sue").status_code == 403
    assert office.person("sue").get("/console/imports").status_code == 403
    assert send(office, GOOD, csrf="x").status_code == 403
    assert count(office.place.house.store, ImportPiece) == 0


@ON_SQLITE
def test_a_large_file_is_refused_and_forgotten(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "MOST_BYTES", 100)
    monkeypatch.setattr(import_jobs, "PIECE_BYTES", 60)
    assert send(office, GOOD).status_code == 409
    assert count(office.place.house.store, ImportPiece) == 0
    assert "did not arrive" in office.person("tom").get("/console/imports").text


# -- by hand, without a server -------------------------------------------------------------------------


@pytest.fixture
def alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> House:
    from storage import people

    now = datetime.now(UTC)
    store.write(
        lambda tx: people.add_user(tx, now, login="tom", name="Tom", role="administrator", password_hash="-")
    )
    from handlers.plans.load import load_plans
    from nlu.backends.protocol import BuiltIn

    return House(store, load_plans(), BuiltIn().parse)


def sent(house: House, text: str, **options: Any) -> int:
    user = replace(TOM, id=1)
    given = {"name": "devices.csv", "plan": None, "leave_out": False, **options}
    return import_jobs.receive(
        house, user, [text.encode()[n : n + 5000] for n in range(0, len(text.encode()), 5000)], **given
    )


def state(house: House, number: int) -> Any:
    return house.store.read(lambda tx: stored.get(tx, number))


def later(house: House) -> House:
    return replace(house, now=lambda: datetime.now(UTC) + timedelta(minutes=1))


def test_stopped_in_the_middle_it_says_how_many_rows_are_there(
    alone: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, real, left = sent(alone, rows(1500)), devices_import.take_in, [2]

    def then(*given: Any) -> int:
        if not left[0]:
            import_jobs.cancel(alone, replace(TOM, id=1), number)
        left[0] -= 1
        return real(*given)

    monkeypatch.setattr(devices_import, "take_in", then)
    assert import_jobs.work_off(alone, "one", lambda: False)
    row = state(alone, number)
    assert (row.state, row.done, row.made) == ("cancelled", 1000, 1000)
    assert count(alone.store, Device, "10T") == 1000 and count(alone.store, ImportPiece) == 0
    with pytest.raises(Refused):
        import_jobs.cancel(alone, replace(TOM, id=1), number)
    assert not import_jobs.work_off(alone, "one", lambda: False)


def broken_off(house: House, monkeypatch: pytest.MonkeyPatch, after: int, how: Callable[[], None]) -> int:
    number, real, left = sent(house, rows(1500)), devices_import.take_in, [after]

    def then(*given: Any) -> int:
        if not left[0]:
            how()
        left[0] -= 1
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(devices_import, "take_in", then)
        import_jobs.work_off(house, "one", lambda: left[0] < 0)
    return number


def test_a_server_that_stops_lets_go_and_the_next_goes_on(
    alone: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = broken_off(alone, monkeypatch, 1, lambda: None)
    assert (state(alone, number).state, state(alone, number).done) == ("writing", 1000)
    assert import_jobs.work_off(alone, "two", lambda: False)
    row = state(alone, number)
    assert (row.state, row.done, row.made, row.tries) == ("done", 1500, 1500, 2)
    assert count(alone.store, Customer) == 500, "customers whom two pieces name are one"


def test_what_goes_wrong_again_and_again_ends_and_says_what_to_do(
    alone: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError("no space left on device")

    number = broken_off(alone, monkeypatch, 0, full)
    assert state(alone, number).state == "writing"
    assert not import_jobs.work_off(alone, "two", lambda: False), "not at once"
    monkeypatch.setattr(devices_import, "take_in", lambda *given: full())
    for _ in range(import_jobs.TRIES - 1):
        import_jobs.work_off(later(alone), "two", lambda: False)
        alone.store.write(lambda tx: stored.let_go(tx, number, "two"))
    row = state(alone, number)
    assert (row.state, row.why, row.done) == ("failed", "error", 0)


def test_whoever_lost_an_import_writes_nothing_more(alone: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It hung for a minute, and somebody else has it."""
    number = broken_off(
        alone, monkeypatch, 1, lambda: (import_jobs.work_off(later(alone), "two", lambda: False), None)[1]
    )
    row = state(alone, number)
    assert (row.state, row.done) == ("done", 1500)
    assert count(alone.store, Device, "10T") == 1500 and count(alone.store, Customer) == 500


def test_kill_9_in_the_middle(alone: House, store_url: str) -> None:
    text = rows(30_000)
    number = sent(alone, text)
    given = [store_url, KEY] if alone.store.sqlite else [store_url]
    run = subprocess.Popen(
        [sys.executable, "-m", "tests.bot.import_run", *given],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        until = time.monotonic() + 120
        while state(alone, number).done < 2000:
            assert time.monotonic() < until and run.poll() is None
            time.sleep(0.01)
    finally:
        run.kill()
        run.wait()
    row = state(alone, number)
    assert row.state == "writing" and 2000 <= row.done < 30_000
    assert count(alone.store, Device, "10T") == row.done, "rows and how far it is are one"
    assert import_jobs.work_off(later(alone), "second", lambda: False)
    row = state(alone, number)
    assert (row.state, row.done, row.made) == ("done", 30_000, 30_000)
    assert count(alone.store, Device, "10T") == 30_000 and count(alone.store, Customer) == 10_000
    assert count(alone.store, ImportPiece) == 0
