"""Lists as parameters of PostgreSQL: the text of an array, made in one go.

The driver looks at each element for what to do with it and quotes it by two regular expressions, which for the lists of a
round took as long as everything that is decided in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Dialect
from sqlalchemy.types import TypeDecorator


class List(TypeDecorator[Sequence[Any]]):
    """Values of a column's type, one after the other."""

    impl = ARRAY
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__(kind, dimensions=1)
        self.kind = kind

    def bind_processor(self, dialect: Dialect) -> Callable[[Sequence[Any] | None], str | None]:
        ready = self.kind.dialect_impl(dialect).bind_processor(dialect)

        def process(values: Sequence[Any] | None) -> str | None:
            if values is None:
                return None
            return written(values if ready is None else [ready(value) for value in values])

        return process


def written(values: Sequence[Any]) -> str:
    """An array as PostgreSQL reads it."""
    return "{" + ",".join([_WRITTEN.get(type(value), _other)(value) for value in values]) + "}"


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _other(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return _quoted(json.dumps(value.obj))  # JSON, as the driver is given it


_WRITTEN: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "NULL",
    bool: lambda value: "t" if value else "f",
    int: str,
    str: _quoted,
    datetime: lambda value: f'"{value.isoformat()}"',
}
