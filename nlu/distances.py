"""Days that are told by their distance from others: a week tomorrow, a fortnight on Friday, the last Friday of the month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from nlu import days
from nlu.days import Whole, months_on, whole
from nlu.numerals import value
from nlu.timewords import EN_DAYS, MONTHS, WEEKDAYS, Token

_WEEKS = {"a": 1, "an": 1, "fortnight": 2, "a fortnight": 2, "week": 1}
NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "last": -1,
       "penultimate": -2, "last but one": -2, "头一": 1, "第一": 1, "第二": 2, "第三": 3, "第四": 4, "第五": 5, "最后一": -1,
       "倒数第一": -1} | {f"第{n}": n for n in range(1, 6)}  # fmt: skip


def _apart(token: Token, now: datetime) -> Whole | None:
    """ "A week tomorrow", "two weeks on Monday", "Friday fortnight", 下周的今天."""
    if token.text.startswith("下"):
        weeks, day = 2 if token.text.startswith("下下") else 1, token.text[-2:]
    else:
        said = (token["aw"] or token["aw2"] or token["aw3"] or "").removesuffix("s").strip()
        weeks = _WEEKS.get(said) or int(value(said.split(" ")[0]) or 1) * (2 if "fortnight" in said else 1)
        day = token["ad"] or token["ad2"] or token["ad3"] or ""
    if day in ("today", "tonight", "今天"):
        first = now.date()
    elif day in ("明天",) or day.startswith("tom"):
        first = now.date() + timedelta(days=1)
    else:
        first = (now + timedelta(days=(EN_DAYS[day[:3]] - now.weekday()) % 7 or 7)).date()
    return whole(first + timedelta(days=7 * weeks), now)


def number_of(month: str | None) -> int:
    """1 to 12 for a month by its name or number; 0: it is none."""
    said = (month or "").removeprefix("明年").removesuffix("份").removesuffix("月")
    return MONTHS.get(said[:3]) or int(value(said) or 0)


def month_named(said: str, now: datetime) -> date | None:
    """The first of the month that is named and is not over; None: there is no such month."""
    this = now.date().replace(day=1)
    if "year" in said:
        later = said.startswith(("next", "the new", "the next"))
        return date(now.year + later, 1 if later else 12, 1)
    if said.startswith(("下下", "the month after")):
        return months_on(this, 2)
    if said.startswith(("next", "下", "the following")):
        return months_on(this, 1)
    number = number_of(said) if said[:1] not in "这本当" else 0
    if number > 12:
        return None
    return this.replace(month=number, year=this.year + (number < this.month)) if number else this


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of_month(first: date, nth: int) -> date:
    """The Monday of a week of a month: it belongs to the month in which most of its days are."""
    if nth < 0:
        return monday(months_on(first, 1) - timedelta(days=4))
    return monday(first.replace(day=4)) + timedelta(days=7 * (nth - 1))


def _of_month(token: Token, now: datetime) -> Whole | None:
    """ "The first of next month", "the last day of January", 12月第二个周末, "the last working day of the month"."""
    nth = (
        -2
        if (token["on"] or "").startswith("second") and (token["on"] or "").endswith("last")
        else NTH[token["on"] or token["on2"] or "first"]
    )
    said, unit = token["om"] or token["om2"] or "", token["od"] or token["od2"] or ""
    first = month_named(said, now)
    if first is None:
        return None
    if "year" in said and nth > 0:
        first = date(now.year + (first > now.date() or now.month > 1), 1, 1)
    length, grain = {"weekend": (2, "weekend"), "末": (2, "weekend"), "周": (7, "week"), "期": (7, "week"), "拜": (7, "week")}.get(unit if unit == "weekend" else unit[-1:], (1, "day"))  # fmt: skip
    found = _nth(first, nth, unit)
    if length < 7 and found.month != first.month:
        return None  # "the fifth Monday" of a month that has four
    if found + timedelta(days=length - 1) < now.date() and not number_of(
        said if said[:1] not in "这本" else ""
    ):
        found = _nth(months_on(first, 1), nth, unit)
    return whole(found, now, length, grain)


def _nth(first: date, nth: int, unit: str) -> date:
    last = months_on(first, 1) - timedelta(days=1)
    if unit[-1:] in ("周", "期", "拜"):
        return week_of_month(first, nth)
    if unit in ("weekday", "工作日") or unit.endswith(" day"):
        days = [first + timedelta(days=n) for n in range(last.day)]
        working = [day for day in days if day.weekday() < 5 and (day.month, day.day) != (1, 1)]
        return working[nth if nth < 0 else nth - 1]
    weekday = 5 if unit == "weekend" or unit.endswith("末") else EN_DAYS.get(unit[:3], WEEKDAYS.get(unit[-1:]) if unit[:1] in "周星礼" and unit else None)  # fmt: skip
    if weekday is None:
        return last + timedelta(days=1 + nth) if nth < 0 else first + timedelta(days=nth - 1)
    if nth < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7 - 7 * (nth + 1))
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


READERS = {**days.READERS, "apart": _apart, "nth": _of_month}
