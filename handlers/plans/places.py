"""Where in a TOML file each key stands: dotted key (``clocks.0.targets.1.within``) -> line.

``tomllib`` does not tell.  This reads files that ``tomllib`` has accepted, so it need not look for mistakes.
"""

from __future__ import annotations

import re

_SPACE = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'", re.DOTALL
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_OTHER = re.compile(r"[^,\]}\n#]+")
Path = tuple[str, ...]


def places(text: str) -> dict[str, int]:
    """The line (from 1) of every key, table and list item."""
    return _Reader(text.replace("\r\n", "\n")).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found: dict[str, int] = {}
        self.counts: dict[Path, int] = {}  # lists of tables, as [[...]] adds to them
        self.line, self.counted = 1, 0

    def read(self) -> dict[str, int]:
        table: Path = ()
        while self._skip():
            if self.text.startswith("[[", self.at):
                table = self._header(2)
                number = self.counts[table] = self.counts.get(table, -1) + 1
                self._note(table)
                table = (*table, str(number))
                self._note(table)
            elif self.text[self.at] == "[":
                table = self._header(1)
                self._note(table)
            else:
                self._pair(table)
        return self.found

    def _skip(self) -> bool:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at < len(self.text)

    def _note(self, path: Path, at: int | None = None) -> None:
        at = self.at if at is None else at
        self.line += self.text.count("\n", self.counted, at)
        self.counted = at
        self.found.setdefault(".".join(path), self.line)

    def _header(self, brackets: int) -> Path:
        """The path of a table, with the number of the last item after every list that it goes through."""
        self.at += brackets
        path: Path = ()
        for part in self._key():
            if path in self.counts:
                path = (*path, str(self.counts[path]))
            path = (*path, part)
        self.at += brackets
        return path

    def _key(self) -> Path:
        parts: list[str] = []
        while True:
            self._blank()
            found = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
            if found is None:
                return tuple(parts)
            parts.append(found[0].strip("\"'"))
            self.at = found.end()
            self._blank()
            if not self.text.startswith(".", self.at):
                return tuple(parts)
            self.at += 1

    def _blank(self) -> None:
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1

    def _pair(self, table: Path) -> None:
        begin = self.at
        path = (*table, *self._key())
        self._note(path, begin)
        self.at += 1  # the sign =
        self._blank()
        self._value(path)

    def _value(self, path: Path) -> None:
        sign = self.text[self.at : self.at + 1]
        if sign == "[":
            self._list(path)
        elif sign == "{":
            self.at += 1
            while self._skip() and self.text[self.at] != "}":
                self._pair(path)
            self.at += 1
        else:
            found = _STRING.match(self.text, self.at) or _OTHER.match(self.text, self.at)
            self.at = found.end() if found else self.at + 1

    def _list(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self._skip() and self.text[self.at] != "]":
            self._note((*path, str(number)))
            self._value((*path, str(number)))
            number += 1
        self.at += 1
