"""The disk is full (a small file system of its own): who says something is told to try again, nothing is half done, and it
goes on as soon as there is room."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from storage.engine import Store, Tx
from storage.models import Message, Ticket
from tests.process import serving

SIZE = 12 << 20  # bytes of the disk
ROOM = 200_000  # bytes that are left on it
MOST = 400  # messages that fit into that by no means


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    at = tmp_path / "disk"
    at.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(at)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("may mount nothing here")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def says(url: str, who: str, number: int, words: str) -> tuple[int, str]:
    body = {"sender": who, "message": words, "metadata": {"message_id": str(number)}}
    request = urllib.request.Request(
        url + "/webhooks/rest/webhook", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def there(tx: Tx) -> tuple[int, int, str]:
    sql = tx.sql
    heard = select(func.count()).select_from(Message).where(Message.direction == "in")
    tickets = select(func.count()).select_from(Ticket)
    checked = sql.execute(text("PRAGMA integrity_check")).scalar()
    return int(sql.execute(heard).scalar() or 0), int(sql.execute(tickets).scalar() or 0), str(checked)


@pytest.mark.long
def test_a_full_disk_loses_nothing(sqlite_url: str, small_disk: Path, tmp_path: Path) -> None:
    database = small_disk / "baoxiu.sqlite"
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), database)
    shutil.copyfile(tmp_path / "keys", small_disk / "keys")
    settings = {"database_url": f"sqlite:///{database}", "default_plan": "p3", "log_level": "error"}
    with serving(tmp_path, **settings) as server:
        assert says(server.url, "before", 0, "我家热水器水箱一直滴水")[0] == 200
        ballast = small_disk / "ballast"
        with ballast.open("wb") as file:
            file.write(bytes(shutil.disk_usage(small_disk).free - ROOM))
        taken = 0
        for number in range(MOST):
            status, told = says(server.url, f"guest-{number}", 0, "太阳能不出热水了，水箱还漏水")
            if status != 200:
                break
            taken += 1
        assert (status, json.loads(told)["status"]) == (503, 503), told
        assert "no space left" in json.loads(told)["detail"]
        assert says(server.url, f"guest-{number}", 0, "太阳能不出热水了，水箱还漏水")[0] == 503
        ballast.unlink()
        assert says(server.url, f"guest-{number}", 0, "太阳能不出热水了，水箱还漏水")[0] == 200
        assert says(server.url, "before", 1, "DEMO-P3-0001")[0] == 200
        assert "database or disk is full" in server.said()  # that is for the operator
    store = Store(settings["database_url"])
    heard, tickets, checked = store.read(there)
    store.close()
    assert (heard, tickets, checked) == (taken + 3, taken + 2, "ok")
    assert taken > 0
