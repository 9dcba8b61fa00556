"""Personal data out of a text before it leaves the house, and back into what is quoted from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlu import personal
from nlu.understanding import Understanding

#: What a placeholder is called after.
KINDS = {
    "phone": "phone", "address": "address", "contact_name": "name", "serial_number": "serial", "email": "mail",
    "digits": "number", "ticket": "ticket",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Masked:
    """``text`` with placeholders; ``pieces`` are (offset here, offset in the original, length here, length there)."""

    text: str
    original: str
    pieces: tuple[tuple[int, int, int, int], ...]

    def places(self, quote: str) -> Iterator[tuple[int, int]]:
        """Where ``quote``, words of ``text``, stands in the original; a placeholder stands for all of what it hides."""
        at = self.text.find(quote) if quote else -1
        while at >= 0:
            yield self._back(at), self._back(at + len(quote), end=True)
            at = self.text.find(quote, at + 1)

    def _back(self, at: int, *, end: bool = False) -> int:
        for here, there, size, real in reversed(self.pieces):
            if here < at or (here == at and not end):
                inside = at - here
                if size == real and self.text[here : here + size] == self.original[there : there + real]:
                    return there + inside
                return there + (real if end else 0)
        return 0


def masked(built: Understanding) -> Masked:
    """The text of ``built`` without phone numbers, addresses, names, serial numbers, and what looks like them."""
    text = built.text
    spans = [(e.start, e.end, KINDS[e.entity]) for e in built.entities if e.entity in personal.ENTITIES]
    spans += [(a, b, KINDS[kind]) for kind, a, b in personal.swept(text) if not _is_time(built, a, b)]
    words = {text[start:end]: kind for start, end, kind in spans}
    for said, kind in words.items():  # said again, it is as personal as the first time
        spans += [(*span, kind) for span in _again(text, said)]
    return _replaced(text, _apart(spans))


def plain(built: Understanding) -> Masked:
    """The text as it is."""
    size = len(built.text)
    return Masked(built.text, built.text, ((0, 0, size, size),))


def _is_time(built: Understanding, start: int, end: int) -> bool:
    return any(e.entity == "visit_time" and e.start <= start and end <= e.end for e in built.entities)


def _again(text: str, words: str) -> Iterator[tuple[int, int]]:
    at = text.find(words) if len(words) > 1 else -1
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + len(words))


def _apart(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """In order; what overlaps becomes one."""
    made: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans, key=lambda s: (s[0], -s[1])):
        if made and start < made[-1][1]:
            first, last, known = made[-1]
            made[-1] = (first, max(last, end), known)
        elif start < end:
            made.append((start, end, kind))
    return made


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> Masked:
    pieces: list[tuple[int, int, int, int]] = []
    names: dict[str, str] = {}
    out: list[str] = []
    size = at = 0

    def add(shown: str, start: int, end: int) -> None:
        nonlocal size
        if end > start:
            pieces.append((size, start, len(shown), end - start))
            out.append(shown)
            size += len(shown)

    for start, end, kind in spans:
        add(text[at:start], at, start)
        shown = names.setdefault(text[start:end], f"⟦{kind}-{len(names) + 1}⟧")
        add(shown, start, end)
        at = end
    add(text[at:], at, len(text))
    return Masked("".join(out), text, tuple(pieces))
