"""Tables of messages: each line is a message, a bar, and all values of one kind, parted by semicolons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from nlu.entities import by_rules, entities
from nlu.language import detect
from nlu.normalise import normalise


def cases(table: str, between: str = ";") -> list[tuple[str, list[str]]]:
    """(message, values); ``\\n`` in a message is the end of a line."""
    made = []
    for line in table.strip().splitlines():
        text, _, wanted = line.rpartition("|")
        values = [v.strip() for v in wanted.split(between) if v.strip()]
        made.append((text.strip().replace("\\n", "\n"), values))
    return made


T = TypeVar("T")


def wrong(rows: Iterable[tuple[str, T]], find: Callable[[str], T]) -> dict[str, tuple[T, T]]:
    """Message -> (found, wanted) of those rows that are not as they should be: a table is one test, told row by row."""
    return {text: (found, wanted) for text, wanted in rows if (found := find(text)) != wanted}


def values(name: str, text: str) -> list[str]:
    """The values of one kind of entity, in their order."""
    return [e.value for e in entities(text, detect(text)) if e.entity == name]


def quotes(name: str, text: str) -> list[str]:
    """The same in the customer's words."""
    return [e.text for e in entities(text, detect(text)) if e.entity == name]


def by_the_rules(name: str, text: str) -> list[str]:
    """The values that rules find, before anything learned has its say."""
    found = sorted(by_rules(normalise(text)), key=lambda e: e.start)
    return list({e.text.casefold(): e.value for e in found if e.entity == name}.values())
