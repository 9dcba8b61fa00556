"""What a database says about how it goes about statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from storage.engine import Store, Tx
from storage.prepared import _Compiled


def plans(store: Store, table: str, work: Callable[[], object]) -> list[str]:
    """How the database goes about every statement of ``work`` that is about a table."""
    found: list[str] = []
    explain = "EXPLAIN QUERY PLAN " if store.sqlite else "EXPLAIN "

    def before(sql: Any, cursor: Any, statement: str, given: Any, context: Any, many: bool) -> None:
        if table in statement and not statement.startswith(explain) and not many:
            other = cursor.connection.cursor()
            other.execute(explain + statement, given)
            found.append("\n".join(" ".join(map(str, row)) for row in other.fetchall()))

    straight = _Compiled.execute

    def explained(self: _Compiled, tx: Tx, values: Any) -> Any:
        statement = self._sql
        if table in statement:
            self._sql = explain + statement
            try:
                answer = straight(self, tx, values).fetchall()
            finally:
                self._sql = statement
            found.append("\n".join(" ".join(map(str, row)) for row in answer))
        return straight(self, tx, values)

    _Compiled.execute = explained  # type: ignore[method-assign]
    for engine in {store.engine, store._reader}:
        event.listen(engine, "before_cursor_execute", before)
    try:
        work()
    finally:
        _Compiled.execute = straight  # type: ignore[method-assign]
        for engine in {store.engine, store._reader}:
            event.remove(engine, "before_cursor_execute", before)
    return found
