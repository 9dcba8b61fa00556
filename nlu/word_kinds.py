"""Which English words are used alike, as far as other texts tell: what stands for a name or a place where the word itself
was never seen in learning.

``data/word_kinds.txt`` has the 512 fine kinds of the 64 coarse ones, a line each: the coarse one, then its words.  It was
made once, by :mod:`nlu.train_word_kinds`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from nlu.tables import Table

FILE = "data/word_kinds.txt"


@lru_cache(maxsize=1)
def kinds() -> Table[tuple[str, str] | None]:
    """Word -> its coarse kind and its fine one."""
    found: dict[str, tuple[str, str] | None] = {}
    for fine, line in enumerate(files("nlu").joinpath(FILE).read_text("ascii").splitlines()):
        coarse, *words = line.split()
        both = coarse, str(fine)
        found.update(dict.fromkeys(words, both))
    return Table(found, None)
