"""Patterns for what a customer said, of which a turn asks some eighty of the same few texts."""

from __future__ import annotations

import re
from typing import cast

from nlu.normalise import normalise
from nlu.scans import Wording, live


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """The same as ``re.compile``, later; most texts that are known (:func:`known`) are seen not to have it."""
    return cast("re.Pattern[str]", Wording(text, flags))


def known(*texts: str) -> None:
    """What pieces these have is found once for all patterns, and for their normal forms."""
    for text in texts:
        live(text)
        live(normalise(text).text)
