"""The folder that is watched, and the API's Idempotency-Key."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.drop_folder import DropFolder, Unreadable
from handlers import tokens
from handlers.intake import intake
from nlu.transcripts import TranscriptError
from storage.models import Call, Ticket
from tests.bot.conftest import Place
from tests.process import ROOT

CALL = "客服：您好，请讲。\n客户：我家太阳能热水器漏水，我叫王芳，电话13800138000。\n"


def folder(place: Place, path: Path, clock: list[float]) -> DropFolder:
    def take(file: Path) -> None:
        try:
            intake(place.house, file.read_bytes(), file.name)
        except TranscriptError as error:
            raise Unreadable(str(error)) from None

    return DropFolder(path, take, now=lambda: clock[0])


@pytest.fixture
def drop_at(tmp_path: Path) -> Path:
    path = tmp_path / "drop"
    path.mkdir()
    return path


def names(path: Path) -> list[str]:
    return sorted(p.name for p in path.iterdir()) if path.is_dir() else []


def test_a_file_is_taken_in_when_it_rests(place: Place, drop_at: Path) -> None:
    clock = [time.time()]
    drop = folder(place, drop_at, clock)
    half = drop_at / "half.txt"
    half.write_text(CALL[:20], encoding="utf-8")
    (drop_at / "bad.vtt").write_text("WEBVTT\n\n00:01.000 > 2\nx\n", encoding="utf-8")
    (drop_at / ".hidden.txt").write_text(CALL, encoding="utf-8")
    (drop_at / "copying.txt.part").write_text(CALL, encoding="utf-8")
    (drop_at / "link.txt").symlink_to("/etc/passwd")
    assert drop.look() == (0, 2)
    half.write_text(CALL, encoding="utf-8")
    os.utime(half, (clock[0] + 3, clock[0] + 3))
    clock[0] += 4
    assert drop.look() == (1, 1), "one of them is still written"
    clock[0] += 4
    assert drop.look() == (1, 0)
    assert names(drop_at / "done") == ["half.txt"]
    assert names(drop_at / "failed") == ["bad.vtt", "bad.vtt.txt"]
    assert "line 3: no times" in (drop_at / "failed" / "bad.vtt.txt").read_text(encoding="utf-8")
    assert names(drop_at) == [".hidden.txt", "copying.txt.part", "done", "failed", "link.txt"]


def test_nothing_in_done_or_failed_is_written_over(place: Place, drop_at: Path) -> None:
    clock = [time.time() + 100]
    drop = folder(place, drop_at, clock)
    for text in (CALL, CALL + "客户：快点。\n", "oh no", "oh dear"):
        (drop_at / "a.txt").write_text(text, encoding="utf-8")
        drop.look()
        drop.look()
    assert names(drop_at / "done") == ["a.2.txt", "a.txt"]
    assert names(drop_at / "failed") == ["a.2.txt", "a.2.txt.txt", "a.txt", "a.txt.txt"]


def test_dying_before_the_file_is_moved_doubles_nothing(place: Place, drop_at: Path) -> None:
    clock = [time.time() + 100]
    (drop_at / "a.txt").write_text(CALL, encoding="utf-8")
    intake(place.house, CALL.encode(), "a.txt")  # committed, and the process was killed here
    drop = folder(place, drop_at, clock)
    drop.look()
    assert drop.look() == (0, 0) or names(drop_at / "done") == ["a.txt"]
    count = place.house.store.read(lambda tx: tx.sql.execute(select(func.count()).select_from(Call)).scalar())
    assert count == 1


def _counts(home: Path) -> list[int]:
    import sqlite3

    with sqlite3.connect(next(home.glob("*.sqlite"))) as db:
        return [db.execute(f"select count(*) from {t}").fetchone()[0] for t in ("calls", "tickets")]


@pytest.mark.chaos
@pytest.mark.timeout(900)
@pytest.mark.skipif("BAOXIU_KILLS" not in os.environ, reason="starts processes: half a minute")
def test_kill_9_while_watching(tmp_path: Path) -> None:
    """Killed in the middle as often as ``BAOXIU_KILLS`` says, every call is one ticket in the end."""
    home, drop = tmp_path / "home", tmp_path / "drop"
    home.mkdir()
    drop.mkdir()
    kills = int(os.environ.get("BAOXIU_KILLS", "2"))
    environ = {**os.environ, "BAOXIU_HOME": str(home), "PYTHONPATH": str(ROOT)}
    environ.pop("BAOXIU_DATABASE_URL", None)
    baoxiu = [sys.executable, "-m", "bot.cli"]
    subprocess.run([*baoxiu, "db", "upgrade"], env=environ, check=True, capture_output=True)
    count = 8 * (kills + 1)
    for i in range(count):
        file = drop / f"{i}.txt"
        file.write_text(CALL.replace("王芳", f"王芳{i}"), encoding="utf-8")
        os.utime(file, (1, 1))
    watch = [*baoxiu, "intake", "--watch", str(drop), "--every", "0.1", "--once", "--plan", "p3"]
    for kill in range(kills):
        running = subprocess.Popen(watch, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while len(names(drop / "done")) < 5 * (kill + 1) and time.monotonic() < until:
            time.sleep(0.02)
        running.send_signal(signal.SIGKILL)
        running.wait()
    subprocess.run(watch, env=environ, check=True, capture_output=True, timeout=120)
    assert len(names(drop / "done")) == count and names(drop) == ["done"]
    assert _counts(home) == [count, count]


def test_one_key_is_one_body(place: Place) -> None:
    headers = {
        "authorization": f"Bearer {tokens.create(place.house, 'tests')}",
        "idempotency-key": "k1",
        "content-type": "text/plain",
    }

    def post(text: str, **more: str) -> tuple[int, dict[str, object]]:
        answer = place.http.post("/api/v1/transcripts", content=text.encode(), headers={**headers, **more})
        return answer.status_code, answer.json()

    code, first = post(CALL)
    assert code == 201 and post(CALL) == (200, {**first, "repeated": True})
    code, told = post(CALL + "客户：快点。\n")
    assert code == 422 and "another transcript" in str(told["detail"])
    assert post(CALL + "客户：快点。\n", **{"idempotency-key": "k2"})[0] == 201
    assert post(CALL, **{"idempotency-key": "k" * 201})[0] == 422
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 客户>热水器漏水\n"
    assert post(vtt, **{"idempotency-key": "k3", "content-type": "text/vtt"})[0] == 201
    count = place.house.store.read(
        lambda tx: tx.sql.execute(select(func.count()).select_from(Ticket)).scalar()
    )
    assert count == 3
