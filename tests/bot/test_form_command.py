"""``baoxiu ticket form``: what a form says, and the form as PDF."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from handlers import forms
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage import schema
from storage.engine import Store, Tx
from tests.process import baoxiu, surroundings

GIVEN = {
    "campaign": "春季服务",
    "point": "东门",
    "kind": "opinion",
    "said": "很好",
    "visit": "wanted",
    "clerk": "Kim",
}
NUMBER = "P9-HD-2026-0001"


def test_it_is_told_and_printed(tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    (tmp_path / "data").mkdir(exist_ok=True)
    store = Store(f"sqlite:///{Path(env['BAOXIU_HOME']) / 'baoxiu.sqlite'}")
    schema.upgrade(store)
    house = House(store, load_plans(), parse, now=lambda: datetime(2026, 11, 23, 1, tzinfo=UTC))

    def issued(tx: Tx) -> None:
        row = forms.draft(
            tx, house, house.plans["p9"], "campaign_register", "campaign:1", None, "clerk", house.now(), GIVEN
        )
        forms.issue(tx, house, row.id, "clerk", house.now())

    store.write(issued)
    store.close()
    told = baoxiu("ticket", "form", NUMBER.lower(), "--lang", "en", env=env)
    assert told.returncode == 0, told.stderr
    assert "Campaign register P9-HD-2026-0001" in told.stdout and "Campaign: 春季服务" in told.stdout
    file = tmp_path / "form.pdf"
    done = baoxiu("ticket", "form", NUMBER, "--pdf", str(file), env=env)
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"%PDF-") and "活动登记表" in done.stdout
    assert "there is no form P9-HD-2026-0002" in baoxiu("ticket", "form", "P9-HD-2026-0002", env=env).stderr
    assert "version 3" in baoxiu("ticket", "form", NUMBER, "--version", "3", env=env).stderr
    assert (
        "cannot be written"
        in baoxiu("ticket", "form", NUMBER, "--pdf", str(tmp_path / "no" / "x.pdf"), env=env).stderr
    )
