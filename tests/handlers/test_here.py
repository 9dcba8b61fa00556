"""The operator's zone decides what today is and how times are written, on every page alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.console import pages, times
from handlers import board, here, reports
from handlers.house import House

LATE = datetime(2026, 11, 26, 2, 30, tzinfo=UTC)  # in New York still the evening before


def test_one_setting_moves_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: Any = None
    house = House(nothing, {}, nothing, now=lambda: LATE)
    for zone, today, clock in (("Asia/Shanghai", 26, "10:30"), ("America/New_York", 25, "21:30")):
        monkeypatch.setattr(here, "_zone", ZoneInfo(zone))
        assert board.today(house) == date(2026, 11, today)
        assert reports.asked(house, {"period": "7"}).period.last == date(2026, 11, today)
        assert times.shapes("en")["clock"](LATE) == clock
        assert clock in pages.local(LATE, "en", LATE)
