"""Writes the table of simplified characters that :mod:`nlu.normalise` reads, as OpenCC has them.

A process that talks with customers needs one character at a time; OpenCC itself would take five megabytes of it.
"""

from __future__ import annotations

from pathlib import Path

from nlu.normalise import HAN_RANGES, SIMPLIFIED

PLACE = Path(__file__).parent / SIMPLIFIED
HEAD = "# Traditional characters, each before its simplified one. Written by `make train` from OpenCC's dictionaries (Apache-2.0).\n"
ACROSS = 60  # pairs in a line


def table() -> dict[str, str]:
    """Each character that is another one in simplified writing."""
    import opencc

    chars = [chr(code) for first, last in HAN_RANGES for code in range(first, last + 1)]
    simple = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {a: b for a, b in zip(chars, simple, strict=True) if a != b}


def write() -> None:
    pairs = [a + b for a, b in table().items()]
    lines = ["".join(pairs[i : i + ACROSS]) + "\n" for i in range(0, len(pairs), ACROSS)]
    PLACE.write_text(HEAD + "".join(lines), encoding="utf-8")
