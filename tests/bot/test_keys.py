"""The keys of an installation: made once, found again, changed by command; without them nothing is touched."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import doctor, keys
from bot.commands import keys as commands
from bot.settings import BadSetting, Settings
from storage import keys as stored_keys
from storage import sealing
from storage.engine import Store
from storage.sealing import Unreadable
from tests.process import baoxiu, surroundings
from tests.world import World

PHONE = "13912345678"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def of(home: Path, **given: str) -> Settings:
    return Settings(_env_file=None, home=home, **given)  # type: ignore[call-arg,arg-type]


def raw(home: Path) -> str:
    with closing(sqlite3.connect(home / "baoxiu.sqlite")) as sql:
        return "\n".join(map(str, sql.execute("SELECT text FROM messages").fetchall()))


def test_the_key_of_sqlite_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    ring = keys.ring(of(tmp_path))
    file = tmp_path / "keys"
    assert ring.newest is not None and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.ring(of(tmp_path)) is ring and len(file.read_text().split()) == 1


def test_without_its_key_nothing_is_touched(tmp_path: Path, sqlite_url: str) -> None:
    store = Store(sqlite_url)
    stored_keys.check(store, NOW)
    store.close()
    (tmp_path / "keys").unlink()
    with pytest.raises(BadSetting, match="keys is missing"):
        keys.ring(of(tmp_path))
    assert not (tmp_path / "keys").exists(), "no new key hides that the old one is lost"
    other = sealing.ring(tuple(sealing.read_keys(sealing.new_key())))
    with pytest.raises(Unreadable, match="not there"):
        stored_keys.check(Store(sqlite_url, ring=other), NOW)


def test_servers_that_share_a_database_are_given_theirs(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:9/none"
    assert keys.ring(of(tmp_path, database_url=url)).newest is None and not (tmp_path / "keys").exists()
    one, two = sealing.new_key(), sealing.new_key()
    ring = keys.ring(of(tmp_path, database_url=url, data_keys=f"{two} {one}"))
    assert ring.ids == (sealing.name_of(two), sealing.name_of(one))
    for bad in ("x", one[:-4], f"{one} {one}"):
        with pytest.raises(BadSetting, match="BAOXIU_DATA_KEYS"):
            keys.ring(of(tmp_path, database_url=url, data_keys=bad))


@pytest.mark.long
def test_by_command_keys_are_changed_while_somebody_has_the_database_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = surroundings(tmp_path)
    assert baoxiu("db", "upgrade", env=env).returncode == 0
    server = Store(f"sqlite:///{tmp_path / 'baoxiu.sqlite'}")
    world = World(server).settle()
    world.say(f"太阳能漏水了，电话{PHONE}", plan="p3")
    old = server.ring.newest
    assert old and f"bx1:{old}:" in raw(tmp_path) and PHONE not in raw(tmp_path)
    done = baoxiu("keys", "rotate", env=env)
    assert done.returncode == 0 and "sealed with key" in done.stdout, done.stderr
    assert f"bx1:{old}:" not in raw(tmp_path)
    world.say("还是漏", plan="p3")
    new = server.ring.newest
    assert new not in (None, old) and f"bx1:{old}:" not in raw(tmp_path), "who runs has seen the new key"
    shown = baoxiu("keys", "show", env=env).stdout
    assert f"{new} {old}" in shown and "everything" in shown
    assert not any(key in shown for key in (tmp_path / "keys").read_text().split())
    assert {f.what: f.state for f in doctor.examine(of(tmp_path))}["keys"] == "ok"
    server.close()

    kept = (tmp_path / "keys").read_text()
    (tmp_path / "keys").unlink()
    for command in (("db", "upgrade"), ("user", "list"), ("serve",)):
        lost = baoxiu(*command, env=env)
        assert lost.returncode != 0 and "keys is missing" in lost.stderr and "Traceback" not in lost.stderr
    assert not (tmp_path / "keys").exists(), "no new key hides that the old one is lost"
    (tmp_path / "keys").write_text(sealing.new_key())
    other = baoxiu("user", "list", env=env)
    assert other.returncode != 0 and "not there" in other.stderr
    (tmp_path / "keys").write_text(kept)
    assert baoxiu("user", "list", env=env).returncode == 0


def test_a_new_key_stands_before_the_others(tmp_path: Path) -> None:
    first = keys.ring(of(tmp_path)).newest
    ring = sealing.ring(path=tmp_path / "keys")
    commands._add(ring, sealing.new_key())
    assert len(ring.ids) == 2 and ring.ids[1] == first
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
