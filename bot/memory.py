"""How a server keeps its memory small; nothing here changes what it does."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
ARENAS = 2


def few_arenas() -> None:
    """Before there are threads: the C library would keep a heap of its own for each (a megabyte or two), for programs
    whose threads allocate at the same time; ours hold one lock meanwhile."""
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL("libc.so.6").mallopt(_ARENA_MAX, ARENAS)


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """While this lasts, these cannot be imported.  Libraries that use them where they are installed, for what a server
    never asks for (colours in tracebacks, a look at the source files), do without them then."""
    hidden = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            if sys.modules.get(name, name) is None:
                del sys.modules[name]


def settle() -> None:
    """What is loaded now stays: the collector need not walk over it at every turn (an eighth of a turn's time).
    It was off while ``baoxiu serve`` loaded, which made that a tenth shorter."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def give_back() -> None:
    """What the first message has loaded stays, too.  Loading has used some ten megabytes for a moment, which the C library
    would keep."""
    gc.freeze()
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL("libc.so.6").malloc_trim(0)
