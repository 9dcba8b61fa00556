"""What differs between two plans, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.rules.parts import Span, span_text
from handlers.rules.policy import Plan

NAMES = ("name", "id", "level", "version", "signal", "queue")  # what tells the tables of a list apart


@dataclass(frozen=True, slots=True)
class Difference:
    """``key`` is dotted, tables of a list by their name (``clocks.on_site.warn``); ``before`` or ``after`` is None
    where the key is in one of the plans only."""

    key: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.key}: new, {self.after}"
        if self.after is None:
            return f"{self.key}: gone, was {self.before}"
        return f"{self.key}: was {self.before}, is {self.after}"


def differences(old: Plan, new: Plan) -> tuple[Difference, ...]:
    """Everything that a reader of both files would find, in the order of the new one's keys."""
    return tuple(_compare("", old.model_dump(mode="json"), new.model_dump(mode="json")))


def _compare(key: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if _is_table(old) and _is_table(new):
        yield from _tables(key, old, new)
        return
    if isinstance(old, list) and isinstance(new, list):
        named = _by_name(old), _by_name(new)
        if named[0] is not None and named[1] is not None:
            yield from _tables(key, named[0], named[1])
            if list(named[0]) != list(named[1]) and set(named[0]) == set(named[1]):
                yield Difference(f"{key} (order)", _list(list(named[0])), _list(list(named[1])))
            return
    yield Difference(key, _shown(old), _shown(new))


def _tables(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in [*new, *(n for n in old if n not in new)]:
        below = f"{key}.{name}" if key else name
        if name not in old:
            yield Difference(below, None, _shown(new[name]))
        elif name not in new:
            yield Difference(below, _shown(old[name]), None)
        else:
            yield from _compare(below, old[name], new[name])


def _is_table(value: Any) -> bool:
    """A table with keys of its own: durations, texts and shifts are written as one value."""
    return isinstance(value, dict) and not _is_span(value) and not _is_text(value)


def _is_span(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"seconds", "workdays"}


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"}


def _by_name(items: list[Any]) -> dict[str, Any] | None:
    """Tables of a list by the first of :data:`NAMES` that tells them apart; by number when none does."""
    if not all(_is_table(item) for item in items):
        return None
    for name in NAMES:
        found = [_name(item.get(name)) for item in items]
        if None not in found and len(set(found)) == len(found):
            return {str(n): item for n, item in zip(found, items, strict=True)}
    return {str(n): item for n, item in enumerate(items)}


def _name(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) else None


def _shown(value: Any) -> str:
    if _is_span(value):
        return span_text(Span(**value))
    if _is_text(value):
        return f"“{value['zh']} · {value['en']}”"
    if isinstance(value, dict):
        if set(value) == {"start", "end"}:
            return f"{value['start'][:5]}-{value['end'][:5]}"
        said = [f"{k} {_shown(v)}" for k, v in value.items() if v not in (None, [], {}, "")]
        return ", ".join(said) or "nothing"
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else str(value)


def _list(values: list[Any]) -> str:
    return f"[{'; '.join(_shown(v) for v in values)}]"
