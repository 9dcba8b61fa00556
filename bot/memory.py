"""How a server keeps its memory small; nothing here changes what it does."""

from __future__ import annotations

import ctypes
import gc
import mmap
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
ARENAS = 2
_MMAP_THRESHOLD = -3
LARGE = (
    128 * 1024
)  # bytes that are given back as soon as they are free, however large what was given back before
_MAPPING = re.compile(
    r"^(?P<begin>[0-9a-f]+)-(?P<end>[0-9a-f]+) (?P<may>\S+) \S+ \S+ \d+ +/.*\n(?P<about>(?:\w+:.*\n)+)", re.M
)


def few_arenas() -> None:
    """Before there are threads: the C library would keep a heap of its own for each (a megabyte or two), for programs
    whose threads allocate at the same time; ours hold one lock meanwhile.  After a large table it would also keep what
    smaller ones leave behind."""
    with suppress(OSError, AttributeError):  # another C library than glibc
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(_ARENA_MAX, ARENAS)
        libc.mallopt(_MMAP_THRESHOLD, LARGE)


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
    would keep, and pages of libraries that nothing but loading needs."""
    gc.freeze()
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    with suppress(OSError, AttributeError):  # another system than Linux
        _let_go(Path("/proc/self/smaps").read_text())


def _let_go(mappings: str) -> None:
    """Pages of files that nobody can write to and nobody has written to leave this process; whatever is used again is found in
    the system's cache of files, or in the file."""
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for found in _MAPPING.finditer(mappings):
        if "w" not in found["may"] and re.search(r"^Anonymous: +0 kB", found["about"], re.M):
            begin, end = int(found["begin"], 16), int(found["end"], 16)
            advise(begin, end - begin, mmap.MADV_DONTNEED)
