"""Tables of messages: each line is a message, a bar, and all values of one kind, parted by semicolons."""

from __future__ import annotations

from nlu.entities import entities
from nlu.language import detect


def cases(table: str) -> list[tuple[str, list[str]]]:
    """(message, values); ``\\n`` in a message is the end of a line."""
    made = []
    for line in table.strip().splitlines():
        text, _, wanted = line.rpartition("|")
        values = [v.strip() for v in wanted.split(";") if v.strip()]
        made.append((text.strip().replace("\\n", "\n"), values))
    return made


def values(name: str, text: str) -> list[str]:
    """The values of one kind of entity, in their order."""
    return [e.value for e in entities(text, detect(text)) if e.entity == name]
