"""What is wrong with a plan, as data: said in the reader's language by whoever shows it (:meth:`handlers.plans.load.Problem.told`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

FEW = 12  # so many known words are named all


@dataclass(frozen=True, slots=True)
class Wrong:
    """``what`` names the text (``plan-wrong-`` before it), ``given`` fills it in; ``kind`` is of what sort a word should be,
    ``known`` the words there are, when they are few, and ``near`` the one that was probably meant."""

    what: str
    given: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    near: str = ""
    known: tuple[str, ...] = ()


def wrong(what: str, **given: object) -> Wrong:
    return Wrong(what, tuple((name, str(value)) for name, value in given.items()))


def unknown(kind: str, word: object, known: Collection[str], what: str = "unknown") -> Wrong:
    """A word that there is not, with a hint at those that there are."""
    close = get_close_matches(str(word), known, 1)
    few = tuple(map(str, known)) if not close and 0 < len(known) <= FEW else ()
    return Wrong(what, (("word", repr(word)),), kind, repr(close[0]) if close else "", few)


class Mistake(ValueError):
    """A value that cannot be.  ``english`` is the sentence for programs and editors, ``wrong`` for people's own language;
    ``at`` is the key below the one that is looked at where that is known."""

    def __init__(self, what: str, english: str, *, at: str = "", **given: object) -> None:
        super().__init__(english)
        self.at = at
        self.wrong = wrong(what, english=english, **given)
