"""How words are written: in capitals, with digits among the letters, with a capital at the beginning.  The normal form has
lost it, and small displays and names are told by it; the tagger gets it as hints."""

from __future__ import annotations

from nlu import tagging
from nlu.normalise import Normal
from nlu.patterns import regex

MAX = 5000  # characters that are looked at
#: What is written without a space, if there is a digit, a capital or a sign between letters in it.
_WORD = regex(
    r"(?<![A-Za-z0-9])(?=[a-z]{0,24}[A-Z0-9])[A-Za-z0-9]{1,24}(?:[-_./:#<][A-Za-z0-9]{1,24}){0,6}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])[A-Z][a-z]{1,15}['’][a-z]{1,3}(?![A-Za-z0-9])"
)


def find(n: Normal) -> list[tagging.Span]:
    """Stretches of the normal form, and how they are written."""
    raw = n.raw[:MAX]
    shouted = raw.isascii() and raw.isupper()
    found = []
    for m in _WORD.finditer(raw):
        how = _how(m[0])
        if how and not (shouted and how in "UVTA"):
            found.append((*m.span(), how) if n.raw == n.text else (*tagging.place(n, *m.span()), how))
    return found


def _how(word: str) -> str:
    """Letters and digits in capitals (X), small (x) or both (o); only digits with signs between (N); words in capitals
    (U), with signs (V), with one capital at the beginning (T), a capital alone (A)."""
    letters = "".join(c for c in word if c.isalpha())
    signs = not word.isalnum()
    if not letters:
        return "N" if signs else ""
    if len(letters) < len(word) and any(c.isdigit() for c in word):
        return "X" if letters.isupper() else "x" if letters.islower() else "o"
    if letters.isupper():
        return "V" if signs else "U" if len(word) > 1 else "A"
    if word[0].isupper() and word[1:].islower():
        return "T"
    return "" if word.islower() else "o"
