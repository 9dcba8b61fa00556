"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import JSON, DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from storage import sealing

SEALED_IN = "sealed"  # beside what stays clear of a JSON object


class _Jsonb(TypeDecorator[Any]):
    """PostgreSQL's own; SQLAlchemy's part for that database is loaded when it is asked for."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())


Json = JSON().with_variant(_Jsonb(), "postgresql")


class Instant(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database.  A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """SQLite keeps text as SQLAlchemy writes it, only made and read in a fifth of the time."""
        return _to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}; the database keeps aware times only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC)


@lru_cache(maxsize=256)  # a transaction writes its moment a dozen times
def _to_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}; the database keeps aware times only")
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(value: str | None) -> datetime | None:
    """``replace(tzinfo=UTC)`` would take nine times as long."""
    return None if value is None else datetime.fromisoformat(value + "+00:00")


class Sealed(TypeDecorator[str]):
    """Text that nobody can read who has only the database (:mod:`storage.sealing`).  ``same``: the same text is sealed to
    the same, for what has to be unique or is looked for."""

    impl = Text
    cache_ok = True

    def __init__(self, *, same: bool = False) -> None:
        super().__init__()
        self.same = same

    def bind_processor(self, dialect: Dialect) -> Any:
        ring = sealing.ring_of(dialect)
        return ring.seal_same if self.same else ring.seal

    def bind_many(self, dialect: Dialect) -> Any:
        ring = sealing.ring_of(dialect)
        return ring.seal_many if not self.same else lambda texts: [ring.seal_same(text) for text in texts]

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return sealing.ring_of(dialect).open


def write_json(value: Any) -> str:
    """What :func:`json.dumps` writes without blanks, in a quarter of the time."""
    return to_json(value).decode()


def read_json(text: str) -> Any:
    """What :func:`json.loads` reads, in half the time where it is as we write it."""
    try:
        return from_json(text, cache_strings="keys")
    except ValueError:  # such as half a character
        return json.loads(text)


class SealedJson(TypeDecorator[Any]):
    """JSON of which nobody can read more than ``clear`` who has only the database: the names of things at its top that
    stay as they are.  Sealed, it is a string, or an object with the string beside what is clear."""

    impl = Json
    cache_ok = True

    def __init__(self, *clear: str) -> None:
        super().__init__()
        self.clear = clear

    def bind_processor(self, dialect: Dialect) -> Any:
        """SQLite keeps text: what is sealed needs no quoting, which takes a third of the time."""
        inner: Any = super().bind_processor(dialect)
        ring, clear = sealing.ring_of(dialect), self.clear
        if dialect.name != "sqlite":
            return inner
        nothing = inner(None)

        def process(value: Any) -> Any:
            if value is None:
                return nothing
            if ring.newest is None or (clear and any(name in value for name in clear)):
                return inner(value)
            return f'"{ring.seal(write_json(value))}"'

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        inner: Any = super().result_processor(dialect, coltype)
        ring = sealing.ring_of(dialect)
        if dialect.name != "sqlite":
            return inner

        def process(value: Any) -> Any:
            if isinstance(value, str) and value.startswith('"'):
                return read_json(ring.open(value[1:-1]) or "null")
            return inner(value)

        return process

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        ring = sealing.ring_of(dialect)
        if value is None or ring.newest is None:
            return value
        told = {name: value[name] for name in self.clear if name in value}
        token = ring.seal(write_json(value))
        return {**told, SEALED_IN: token} if told else token

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if isinstance(value, dict) and self.clear:
            value = value.get(SEALED_IN, value)
        if not isinstance(value, str):
            return value
        return read_json(sealing.ring_of(dialect).open(value) or "null")


class Alike(TypeDecorator[Any]):
    """JSON of which many rows have the same: on SQLite each text is read once.  Nobody may change what it gives."""

    impl = Json
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _read_once if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


@lru_cache(maxsize=4096)
def _read_once(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def key_of_phone(context: Any) -> str | None:
    """The default of a column of blind indexes: the number that is written beside it."""
    phone: str | None = context.get_current_parameters().get("phone")
    return phone


class PhoneKey(TypeDecorator[str]):
    """What a telephone number is found by.  Written with the number itself, it keeps its blind index."""

    impl = String(32)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        ring = sealing.ring_of(dialect)

        def process(value: str | None) -> str | None:
            if value is None or isinstance(value, sealing.Blind):
                return value
            return ring.blind(folded) if (folded := sealing.fold(value)) else None

        return process
