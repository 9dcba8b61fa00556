"""Regular expressions that are compiled when they are first used: all together they are a seventh of a start."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    def __init__(self, text: str, flags: int) -> None:
        self._make = (text, flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._make), name)
        setattr(self, name, found)
        return found


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """The same as ``re.compile``, later."""
    return cast("re.Pattern[str]", _Lazy(text, flags))
