"""``python -m tests.chaos.skewed FILE serve``: baoxiu on a machine whose clock is wrong by as many seconds as the file says, from
the moment on at which it says so."""

from __future__ import annotations

import sys
import time
from datetime import datetime, tzinfo
from pathlib import Path


def skew(file: Path) -> None:
    real = time.time

    def wrong() -> float:
        try:
            return real() + float(file.read_text("ascii") or 0)
        except (OSError, ValueError):  # it is just being written
            return real()

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(wrong(), tz)

    from handlers import house

    time.time = wrong
    vars(house)["datetime"] = Wrong


if __name__ == "__main__":
    skew(Path(sys.argv.pop(1)))
    from bot.cli import main

    main()
