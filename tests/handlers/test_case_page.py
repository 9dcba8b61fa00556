"""How often the page of a case asks the database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from handlers import desk
from storage import conversations, prepared
from storage.engine import Tx
from tests.handlers.test_watch import on_sqlite
from tests.world import World

MOST = 36  # statements; with the demo data a case of P8 takes 35, where every part asked by itself it took 50


@on_sqlite
def test_a_full_case_asks_the_database_only_so_often(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report of P8 with its device, dealer, visit, forms and a person who is waited for: the fullest there is."""
    world.owner("DEMO-P8-0001")
    for text in ("插秧机链条断了", "1", "确认", "转人工"):
        world.say(text, plan="p8")
    conversation = world.store.read(_conversation)
    said: list[str] = []
    execute = prepared._Compiled.execute

    def spy(self: Any, tx: Tx, values: Any) -> Any:
        said.append(self._sql)
        return execute(self, tx, values)

    monkeypatch.setattr(prepared._Compiled, "execute", spy)
    event.listen(world.store._reader, "before_cursor_execute", lambda c, cursor, sql, *more: said.append(sql))
    case = desk.case(world.house, world.user("sue"), conversation)
    assert case is not None and case.device is not None and case.visits and case.work["dealers"]
    assert 15 < len(said) <= MOST, "\n".join(sorted(said))


def _conversation(tx: Tx) -> int:
    row = conversations.find(tx, "terminal", "customer")
    assert row is not None
    return int(row.id)
