"""Serial numbers as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SPOKEN = str.maketrans("零〇洞一幺二两三四五六拐七八勾九", "0001122345677899")
_PLAIN = re.compile("[0-9A-Z]+")
_ALIKE = str.maketrans("OIL", "011")


def fold(raw: str) -> str:
    """The key under which a serial number is compared: full-width, spaces, dashes, case, spoken digits,
    O for 0 and I or L for 1 make no difference."""
    text = raw.upper() if raw.isascii() else unicodedata.normalize("NFKC", raw).translate(_SPOKEN).upper()
    plain = text if text.isascii() and text.isalnum() else "".join(_PLAIN.findall(text))
    return plain.translate(_ALIKE)


def near(key: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of ``keys`` that one slip away from ``key``: a sign wrong, missing, too many, or two swapped."""
    return tuple(k for k in keys if k != key and _one_slip(key, k))


def _one_slip(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i in range(len(a)) if a[i] != b[i]), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    return a[at + 1 :] == b[at + 1 :] or (
        a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    )
