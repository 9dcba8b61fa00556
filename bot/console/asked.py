"""The fields of a form that a button of the console sends."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from handlers.house import House
from handlers.people import Actor, Refused
from handlers.words import clean


class Asked:
    """The fields of a form, with clear errors."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def number(self, name: str) -> int:
        value = self._values.get(name, "")
        if not (value.isascii() and value.isdecimal()) or len(value) > 9:
            raise Refused("field", name=name)
        return int(value)

    def text(self, name: str, limit: int = 4000) -> str:
        value = clean(self._values.get(name, "")).strip()
        if len(value) > limit:
            raise Refused("too-long", most=str(limit), has=str(len(value)))
        return value

    def secret(self, name: str) -> str:
        """As it was typed, spaces and all."""
        return self._values.get(name, "")[:200]

    def file(self, name: str) -> str:
        """The text of a file that was shown to be taken, line by line as it was."""
        return self._values.get(name, "")[: 256 * 1024].replace("\r\n", "\n")

    def those(self, prefix: str, limit: int = 4000) -> dict[str, str]:
        """All fields whose names begin so, by the rest of their names."""
        return {
            name.removeprefix(prefix): self.text(name, limit)
            for name in self._values
            if name.startswith(prefix)
        }

    def starting(self, prefix: str, limit: int = 1000) -> dict[str, str]:
        """The fields whose names begin so, without that."""
        names = [name for name in self._values if name.startswith(prefix)]
        return {name.removeprefix(prefix): self.text(name, limit) for name in names}

    def key(self) -> str:
        """What tells a form sent again from a new one; without it every form is a new one."""
        return self.text("key", 80) or secrets.token_urlsafe(12)

    def receiver(self, name: str) -> str:
        """``user:<id>`` or ``queue:<name>``."""
        value = self.text(name, 80)
        kind, _, which = value.partition(":")
        good = (
            (which.isascii() and which.isdecimal() and len(which) <= 9) if kind == "user" else kind == "queue"
        )
        if not good:
            raise Refused("to-whom")
        return value


Action = Callable[[House, Actor, Asked], object]
