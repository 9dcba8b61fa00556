"""Days that are told by their distance from others: a week tomorrow, a fortnight on Friday, the last Friday of the month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from nlu import days
from nlu.days import Whole, months_on, whole
from nlu.numerals import value
from nlu.timewords import EN_DAYS, MONTHS, WEEKDAYS, Token

_WEEKS = {"a": 1, "an": 1, "fortnight": 2, "a fortnight": 2, "week": 1}
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
        "头一": 1, "第一": 1, "第二": 2, "第三": 3, "第四": 4, "最后一": -1}  # fmt: skip


def _apart(token: Token, now: datetime) -> Whole | None:
    """ "A week tomorrow", "two weeks on Monday", "Friday fortnight", 下周的今天."""
    if token.text.startswith("下"):
        weeks, day = 2 if token.text.startswith("下下") else 1, token.text[-2:]
    else:
        said = (token["aw"] or token["aw2"] or "").removesuffix("s").strip()
        weeks = _WEEKS.get(said) or int(value(said.split(" ")[0]) or 1) * (2 if "fortnight" in said else 1)
        day = token["ad"] or token["ad2"] or ""
    if day in ("today", "tonight", "今天"):
        first = now.date()
    elif day in ("明天",) or day.startswith("tom"):
        first = now.date() + timedelta(days=1)
    else:
        first = (now + timedelta(days=(EN_DAYS[day[:3]] - now.weekday()) % 7 or 7)).date()
    return whole(first + timedelta(days=7 * weeks), now)


def _month(said: str, now: datetime) -> date:
    """The first of the month that is named, which is not over."""
    this = now.date().replace(day=1)
    if said.startswith(("next", "下", "the following")):
        return months_on(this, 1)
    named = MONTHS.get(said[:3])
    return this.replace(month=named, year=this.year + (named < this.month)) if named else this


def _of_month(token: Token, now: datetime) -> Whole | None:
    """ "The first of next month", "the last day of January", "the second Tuesday in March", 这个月最后一天."""
    nth = _NTH[token["on"] or token["on2"] or "first"]
    first = _month(token["om"] or token["om2"] or "", now)
    day = token["od"] or token["od2"] or ""
    found = _nth(first, nth, day)
    if found < now.date() and not MONTHS.get((token["om"] or "")[:3]):
        found = _nth(months_on(first, 1), nth, day)
    return whole(found, now)


def _nth(first: date, nth: int, day: str) -> date:
    weekday = EN_DAYS.get(day[:3], WEEKDAYS.get(day[-1:]) if day[:1] in "周星礼" and day else None)
    last = months_on(first, 1) - timedelta(days=1)
    if weekday is None:
        return last if nth < 0 else first + timedelta(days=nth - 1)
    if nth < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _week_of(token: Token, now: datetime) -> Whole | None:
    """ "The week of the 14th": from its Monday on."""
    first = now.date().replace(day=1)
    number = int(token["kd"] or 1)
    for step in range(3):
        try:
            day = months_on(first, step).replace(day=number)
        except ValueError:
            continue
        if day >= now.date():
            return whole(day - timedelta(days=day.weekday()), now, 7, "week")
    return None


READERS = {**days.READERS, "apart": _apart, "nth": _of_month, "weekof": _week_of}
