"""A model as CRFsuite stores it (``crf1d_model.c`` and ``cqdb.c`` there): its weights, and what each is of.

The library itself tells them as a text, which takes longer than to learn them.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import iter_unpack, unpack_from
from typing import Any

MAGIC, WEIGHTS, NAMES = b"lCRF", b"FEAT", b"CQDB"
PLACES = 28  # where it is told where weights, labels and names begin
HEAD_OF_WEIGHTS = 12
HEAD_OF_NAMES = 24  # its last numbers are how many names there are and where it is told where each stands


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` are records of ``between`` (of two labels, or of a name and a label), ``of`` and ``label``, numbers in
    ``names`` and ``labels``; changing them changes ``stored``."""

    stored: bytearray
    weights: Any
    labels: list[str]
    names: list[str]


def opened(stored: bytes) -> Model:
    """Raises ValueError for what is stored in another way."""
    import numpy as np

    data = bytearray(stored)
    if data[:4] != MAGIC:
        raise ValueError("this is no model of CRFsuite")
    weights, labels, names = unpack_from("<3I", data, PLACES)
    _expect(data, weights, WEIGHTS)
    (many,) = unpack_from("<I", data, weights + 8)
    one = np.dtype([("between", "<u4"), ("of", "<u4"), ("label", "<u4"), ("weight", "<f8")])
    records = np.frombuffer(data, one, many, weights + HEAD_OF_WEIGHTS)
    return Model(data, records, _names(data, labels), _names(data, names))


def _names(data: bytearray, start: int) -> list[str]:
    _expect(data, start, NAMES)
    many, places = unpack_from("<2I", data, start + HEAD_OF_NAMES - 8)
    listed = iter_unpack("<I", data[start + places : start + places + 4 * many])
    return [_name(data, start + place) for (place,) in listed if place]


def _name(data: bytearray, at: int) -> str:
    """A record: its number, its length with the zero at its end, the name."""
    (size,) = unpack_from("<I", data, at + 4)
    return data[at + 8 : at + 7 + size].decode()


def _expect(data: bytearray, at: int, what: bytes) -> None:
    if data[at : at + 4] != what:
        raise ValueError("CRFsuite stores its models in another way than it did")
