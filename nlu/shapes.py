"""How words are written: in capitals, with digits among the letters, with a capital at the beginning.  The normal form has
lost it, and small displays and names are told by it; the tagger gets it as hints."""

from __future__ import annotations

from nlu import tagging
from nlu.normalise import Normal
from nlu.patterns import regex

_WORD = regex(
    r"(?<![A-Za-z0-9])(?:"
    r"(?P<mixed>(?=[^\s]{0,11}\d)(?=[^\s]{0,11}[A-Z])[A-Z0-9]{1,12}(?:[-._:#/][A-Za-z0-9]{1,12}){0,3})"
    r"|(?P<small>(?=[^\s]{0,11}\d)(?=[^\s]{0,11}[a-z])[A-Za-z0-9]{1,12}(?:[-._:#][A-Za-z0-9]{1,12}){0,3})"
    r"|(?P<digits>\d{1,6}(?:[-.:#]\d{1,6}){1,3})"
    r"|(?P<capitals>[A-Z]{2,6}(?:[-_][A-Z]{2,12}){0,4})"
    r"|(?P<odd>[a-z]{1,2}[A-Z]{1,2}|[A-Z][a-z][A-Z])"
    r"|(?P<title>[A-Z][a-z'’-]{1,15}(?:[A-Z][a-z]{1,12})?)"
    r")(?![A-Za-z0-9])"
)
_NAMES = {"mixed": "X", "small": "x", "digits": "N", "capitals": "U", "odd": "o", "title": "T"}


def find(n: Normal) -> list[tagging.Span]:
    """Stretches of the normal form, and how they are written."""
    if n.raw == n.text:
        return [(*m.span(), _NAMES[m.lastgroup or ""]) for m in _WORD.finditer(n.raw)]
    found = []
    shouted = n.raw.isascii() and n.raw.isupper()
    for m in _WORD.finditer(n.raw[:5000]):
        if not (shouted and m.lastgroup in ("capitals", "title")):
            found.append((*tagging.place(n, *m.span()), _NAMES[m.lastgroup or ""]))
    return found
