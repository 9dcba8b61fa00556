"""Backup and restore as docs/OPERATIONS.md has it: with the keys everything is read again, without them nothing is touched
and one line says what is missing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from storage import sealing
from storage.engine import Store
from storage.shelf import Shelf
from tests.process import baoxiu, free_port, serving, surroundings
from tests.world import World

PHONE, WORDS, PICTURE = "13912345678", "水箱一直漏水", b"\x89PNG a picture of the tank"
SECRET = "a key that is long enough for this, by far"


def house(home: Path) -> Store:
    home.mkdir()
    assert baoxiu("db", "upgrade", env=surroundings(home)).returncode == 0
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    world = World(store).settle()
    for line in (WORDS, "DEMO-P3-0001", f"王建国 {PHONE}"):
        world.say(line, plan="p3")
    shelf = Shelf(home / "media", ring=store.ring)
    shelf.place(shelf.draft(PICTURE), sha256(PICTURE).hexdigest())
    return store


def backup(home: Path, to: Path) -> None:
    """While the server runs."""
    to.mkdir()
    with (
        closing(sqlite3.connect(home / "baoxiu.sqlite")) as one,
        closing(sqlite3.connect(to / "baoxiu.sqlite")) as other,
    ):
        one.backup(other)
    shutil.copytree(home / "media", to / "media")


def test_with_the_keys_everything_is_read_again(tmp_path: Path) -> None:
    store = house(tmp_path / "home")
    backup(tmp_path / "home", tmp_path / "again")
    shutil.copy2(tmp_path / "home" / "keys", tmp_path / "again" / "keys")
    store.close()
    raw = (tmp_path / "again" / "baoxiu.sqlite").read_bytes()
    assert PHONE.encode() not in raw and WORDS.encode() not in raw, "the copy says nothing without the keys"
    shown = baoxiu("keys", "show", env=surroundings(tmp_path / "again"))
    assert shown.returncode == 0
    again = Store(f"sqlite:///{tmp_path / 'again' / 'baoxiu.sqlite'}")
    world = World(again)
    said = [row.text for row in again.read(lambda tx: tx.sql.execute(_messages()).all())]
    assert WORDS in said and any(PHONE in text for text in said)
    assert Shelf(tmp_path / "again" / "media", ring=again.ring).read(sha256(PICTURE).hexdigest()) == PICTURE
    assert world.say("杭州市西湖区文三路12号").replies, "the conversation goes on where it was"
    again.close()
    assert baoxiu("audit", "verify", env=surroundings(tmp_path / "again")).returncode == 0
    with serving(tmp_path / "again", secret_key=SECRET):
        pass


def _messages() -> Any:
    from sqlalchemy import select

    from storage.models import Message

    return select(Message.text).where(Message.direction == "in")


@pytest.mark.parametrize("keys", [None, sealing.new_key()], ids=["no keys", "other keys"])
def test_without_them_nothing_is_touched_and_one_line_says_why(tmp_path: Path, keys: str | None) -> None:
    house(tmp_path / "home").close()
    assert baoxiu("keys", "show", env=surroundings(tmp_path / "home")).returncode == 0
    backup(tmp_path / "home", tmp_path / "again")
    if keys is not None:
        (tmp_path / "again" / "keys").write_text(keys, "ascii")
    before = (tmp_path / "again" / "baoxiu.sqlite").read_bytes()
    for command in (["serve"], ["keys", "show"], ["keys", "rotate"]):
        told = baoxiu(
            *command, env=surroundings(tmp_path / "again", port=str(free_port()), secret_key=SECRET)
        )
        assert told.returncode == 1 and "sealed with key" in told.stderr and "Traceback" not in told.stderr
        assert len(told.stderr.strip().splitlines()) == 1 and "docs/OPERATIONS.md" in told.stderr
    assert (tmp_path / "again" / "baoxiu.sqlite").read_bytes() == before
    assert (tmp_path / "again" / "keys").exists() == (keys is not None)
