"""Reading the training examples, shared among all processors: for the tagger, then with it for the heads."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from nlu import train_counting, train_tags
from nlu.corpus import Example
from nlu.entities import by_rules
from nlu.normalise import Normal, normalise
from nlu.reading import read
from nlu.train_numbers import Lists, Names, numbered
from nlu.understanding import Entity

AT_A_TIME = 1000  # texts that a process reads in one go
POLITE = 5  # how far a reader stands back behind whoever learns
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """Some examples and whoever reads them: what rules found in a text is still known there when it is read as a whole."""

    examples: Sequence[Example]
    reader: int
    process: ProcessPoolExecutor

    def have(self, work: Callable[[Sequence[Example]], T]) -> Future[T]:
        """Something done for them, after all that was asked for before."""
        return self.process.submit(work, self.examples)


class Readers:
    """A process for each processor."""

    def __init__(self) -> None:
        self.processes = [ProcessPoolExecutor(1, initializer=_begin) for _ in range(os.cpu_count() or 1)]
        self.turn = count()

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for process in self.processes:
            process.shutdown(cancel_futures=True)

    def share(self, some: Sequence[Example]) -> list[Share]:
        """The examples in their order, shared out."""
        stretches = (some[at : at + AT_A_TIME] for at in range(0, len(some), AT_A_TIME))
        whose = ((s, next(self.turn) % len(self.processes)) for s in stretches)
        return [Share(s, reader, self.processes[reader]) for s, reader in whose]


def _begin() -> None:
    """What a reader keeps is kept to the end, so that there is no use in looking through it for garbage; and what waits for
    nobody else, as the tagger does that is learned meanwhile, goes before."""
    gc.disable()
    if hasattr(os, "nice"):
        os.nice(POLITE)


_found: dict[str, list[Entity]] = {}  # what rules found in the texts of this process


def _by_rules(text: str, n: Normal) -> list[Entity]:
    """What rules find in a text that is going to be read: most of the work, for which no tagger is needed."""
    found = _found.get(text)
    if found is None:
        found = _found[text] = by_rules(n)
    return found


_told = Names()  # what this process has looked at for the tagger
_seen = {"whole": Names(), "clauses": Names()}  # and for each family of heads


def mark(known: Sequence[Example]) -> train_tags.Marked:
    """The marked ones of some examples for the tagger."""
    normal = [(e, normalise(e.text)) for e in known if e.marked]
    return train_tags.marked((train_tags.row(e, n, _by_rules(e.text, n)) for e, n in normal), _told)


def numbers(known: Sequence[Example]) -> list[train_counting.Row]:
    """The numbers of the marked ones of some examples."""
    normal = [(e, normalise(e.text)) for e in known if e.marked]
    return [row for e, n in normal for row in train_counting.rows(e, n, _by_rules(e.text, n))]


def look_ahead(known: Sequence[Example]) -> None:
    """Find by rules what there is in some examples."""
    for e in known:
        _by_rules(e.text, normalise(e.text))


def see(known: Sequence[Example]) -> dict[str, Lists]:
    """The features of some examples, by family.  In a composed phrase that teaches no intent there is hardly anything
    that rules do not find (clauses of four in a thousand look otherwise with what the tagger hears), and asking it would take half of the time."""
    read_once = [
        read(e.text, known=_found.get(e.text), by_ear=bool(e.intent or not e.composed)) for e in known
    ]
    return {
        "whole": numbered((r.whole() for r in read_once), _seen["whole"]),
        "clauses": numbered((set().union(*r.parts()) for r in read_once), _seen["clauses"]),
    }
