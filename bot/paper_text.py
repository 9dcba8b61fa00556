"""Text on paper: lines that break where Chinese and English may be broken, and only characters that the font has."""

from __future__ import annotations

import re
from collections.abc import Callable, Container

_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u3000-\u303f"
_TOKEN = re.compile(rf"\n|[ \t]+|[{_WIDE}]|[^\s{_WIDE}]+")
_NO_START = set("，。；：！？、）】》」』”’%‰℃,.;:!?)]}")  # no line begins with these
_NO_END = set("（【《「『“‘([{")  # no line ends with these
UNKNOWN = "□"


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text as lines not wider than ``width``; at least one, perhaps empty.  A word longer than a line is broken."""
    lines: list[str] = []
    line = ""
    for token in _TOKEN.findall(text):
        if token == "\n":
            lines.append(line.rstrip())
            line = ""
            continue
        if not token.strip():
            line += " " if line else ""
            continue
        for piece in _pieces(token, width, measure):
            if line and measure(line + piece) > width:
                kept, carried = _carry(line, piece)
                lines.append(kept.rstrip())
                line = carried + piece
            else:
                line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _carry(line: str, piece: str) -> tuple[str, str]:
    """What of the line goes over to the next one with ``piece``, so that no line begins or ends with a wrong mark."""
    at = len(line)
    while at > 1 and (line[at - 1] in _NO_END or (at == len(line) and piece[0] in _NO_START)):
        at -= 1
        if line[at] not in _NO_END and line[at] not in _NO_START:
            break
    return line[:at], line[at:].lstrip()


def _pieces(token: str, width: float, measure: Callable[[str], float]) -> list[str]:
    if measure(token) <= width:
        return [token]
    pieces, piece = [], ""
    for char in token:
        if piece and measure(piece + char) > width:
            pieces.append(piece)
            piece = ""
        piece += char
    return [*pieces, piece]


def printable(text: str, known: Container[int]) -> str:
    """With a box for what the font does not have, and without what nobody can see."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        c if c == "\n" or ord(c) in known else " " if c.isspace() else UNKNOWN
        for c in plain
        if c == "\n" or c.isprintable() or c.isspace()
    )
