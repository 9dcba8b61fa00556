"""Days, weeks and longer stretches that are told by another day or by their place in a month: the week of 7 December, the
Monday after Christmas, 8号到12号, the second half of January."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from nlu import distances, feasts
from nlu.days import Whole, months_on, swapped, whole
from nlu.distances import NTH, monday, month_named, number_of, week_of_month
from nlu.numerals import value
from nlu.timewords import EN_DAYS, WEEKDAYS, Token, tokens

_LENT = 120  # days after which a month or a date without its year is that of the next one


def feast(token: Token, now: datetime) -> Whole | None:
    """A holiday: its first day, or all of it where that is said."""
    found = feasts.find(_bare(token), now.date())
    if found is None:
        return None
    day, off = found
    all_of_it = token["fl"] or token.text in ("春节", "过年")
    return whole(day, now, off if all_of_it else 1) or whole(day, now, off)


def _bare(token: Token) -> str:
    return token.text.removesuffix(token["fl"] or "").strip()


def feast_over(token: Token, now: datetime) -> datetime | None:
    """When people are back after a holiday."""
    found = feasts.find(_bare(token), now.date())
    end = whole(found[0], now, found[1]) if found else None
    return end[1] if end else None


def _named(text: str, now: datetime) -> Whole | None:
    """The day that is named within a longer expression."""
    if (found := feasts.find(text.removeprefix("the "), now.date())) is not None:
        return whole(found[0], now)
    for token in tokens(text if text[:1] != "0" else text[1:]):
        if token.kind == "slash" and text.isascii():  # either of two days: the first to come
            return min(filter(None, (READERS["slash"](token, now), swapped(token, now))), default=None)
        if token.kind in READERS:
            return READERS[token.kind](token, now)
    return None


def _week_of(token: Token, now: datetime) -> Whole | None:
    """ "The week of the 14th": from its Monday on."""
    said = token["kd"] or token["kd2"] or token["kd3"] or token["kd4"] or ""
    if said[4:].isdigit() and said.startswith("the "):
        said += "th"
    found = _named(said, now)
    return whole(monday(found[0].date()), now, 7, "week") if found else None


def _weekend_of(token: Token, now: datetime) -> Whole | None:
    """ "The weekend of 19 Dec": the one with that day, or that ends its week."""
    found = _named(token["zd"] or token["zd2"] or token["zd3"] or "", now)
    if found is None:
        return None
    return whole(monday(found[0].date()) + timedelta(days=5), now, 2, "weekend")


def _by_date(token: Token, now: datetime) -> Whole | None:
    """ "The Monday after Christmas", "the weekend before the 5th", 元旦后第一个周一, 国庆第二天."""
    said = token["ve"] or token["ve2"] or token["ve3"] or token["ve4"] or ""
    found = _named(said, now)
    if found is None:
        return None
    day, first_free = found[0].date(), found[0].date() + timedelta(days=1)
    off = feasts.find(said, now.date())
    if off is not None and token["vd2"]:
        first_free = off[0] + timedelta(days=off[1])  # 国庆后第一天
    if token["ve3"]:
        return whole(day + timedelta(days=1), now)
    if token["vc"]:  # "two days after Christmas"
        amount = 2 if token["vc"].endswith("of") else int(value(token["vc"]) or 1)
        away = timedelta(days=amount * (7 if token["vu"] == "week" else 1))
        return whole(day - away if token["vw3"] == "before" else day + away, now)
    before = (token["vw"] or token["vw2"]) in ("before", "前")
    unit, nth = token["vd"] or token["vd2"] or "", token["vn"] or token["vn2"] or ""
    later = 1 if nth in ("second", "第二") else 0
    if unit in ("day", "天"):
        if nth == "第二" and not before:
            return whole(day + timedelta(days=1), now) if off is None or off[1] == 1 else whole(first_free + timedelta(days=1), now)  # fmt: skip
        return whole(day - timedelta(days=1 + later) if before else first_free + timedelta(days=later), now)
    if unit in ("week", "周", "星期", "礼拜"):
        if token["vd2"]:
            return whole(day - timedelta(days=7) if before else first_free, now, 7, "week")
        return whole(monday(day) + timedelta(days=-7 if before else 7 * (1 + later)), now, 7, "week")
    if unit == "工作日" or (unit.endswith("day") and unit[:3] not in EN_DAYS):
        return whole(_working(day - timedelta(days=1) if before else first_free, -1 if before else 1), now)
    weekday = 5 if unit == "weekend" or unit.endswith("末") else _weekday(unit)
    length = 2 if unit == "weekend" or unit.endswith("末") else 1
    if before:
        last = day - timedelta(days=length)
        at = last - timedelta(days=(last.weekday() - weekday) % 7)
    else:
        at = first_free + timedelta(days=(weekday - first_free.weekday()) % 7 + 7 * later)
    return whole(at, now, length, "weekend" if length == 2 else "day")


def _working_days(token: Token, now: datetime) -> Whole | None:
    """ "The next working day", "in three working days", 三个工作日内."""
    count = token["jc"] or token["jc2"] or token["jc3"]
    amount = 2 if count == "a couple of" else int(value(count or "") or 1)
    day = now.date()
    for _ in range(min(amount, 99)):
        day = _working(day + timedelta(days=1), 1)
    if token["jw"] == "within" or token["jw2"]:
        return whole(now.date(), now, (day - now.date()).days + 1)
    return whole(day, now)


def _working(day: date, step: int) -> date:
    """That day, or the nearest one before or after it that is none of a weekend."""
    while day.weekday() >= 5:
        day += timedelta(days=step)
    return day


def _weekday(said: str) -> int:
    return EN_DAYS[said[:3]] if said[:3] in EN_DAYS else WEEKDAYS.get(said[-1:], 0)


def _slashes(token: Token, now: datetime) -> Whole | None:
    """12/7-12/9: the number that both share is the month."""
    one, two, three, four = (int(token[name] or 0) for name in ("y1", "y2", "y3", "y4"))
    if one > 12 or three > 12 or (two == four and one != three):
        one, two, three, four = two, one, four, three
    return _from_to(one, two, three, four, now)


def _dates(token: Token, now: datetime) -> Whole | None:
    """ "Between the 8th and the 12th of February", 2月8号到12号: both included."""
    if token["y1"]:
        return _slashes(token, now)
    first, last = (next(filter(None, (token[f"{name}{i}"] for i in ("", "2", "3", "4"))), "") for name in ("xd", "xe"))  # fmt: skip
    begin, end = int(value(first) or 0), int(value(last) or 0)
    if "、" in token.text and end != begin + 1:
        end = begin  # 8、12号 is no stretch
    month = number_of(token["xm"] or token["xm2"] or token["xn4"] or token["xm4"])
    early = number_of(token["xm4"]) or month
    return _from_to(early, begin, month, end, now) if month else _days_to_come(begin, end, now)


def _from_to(early: int, begin: int, month: int, end: int, now: datetime) -> Whole | None:
    """From a day of one month to a day of the same or a later one."""
    try:
        until = date(now.year, month, end)
        if until < now.date():
            if (now.date() - until).days < _LENT:
                return None
            until = until.replace(year=now.year + 1)
        since = until.replace(year=until.year - (early > month), month=early, day=begin)
    except ValueError:
        return None
    return whole(since, now, (until - since).days + 1) if since <= until else None


def _days_to_come(begin: int, end: int, now: datetime) -> Whole | None:
    """The next days of these numbers, in one month or over its end."""
    for step in range(3):
        month = months_on(now.date().replace(day=1), step)
        try:
            until = month.replace(day=end)
            since = (month if begin <= end else months_on(month, -1)).replace(day=begin)
        except ValueError:
            continue
        if until >= now.date() and (begin <= end or since >= now.date()):
            return whole(since, now, (until - since).days + 1)
    return None


def _month(token: Token, now: datetime) -> Whole | None:
    """A month as a whole; 年内 is what is left of the year."""
    if token["mo5"]:
        return whole(now.date(), now, (date(now.year + 1, 1, 1) - now.date()).days)
    first = month_named(token["mo"] or token["mo2"] or token["mo3"] or token["mo4"] or "", now)
    if first is None:
        return None
    if token["moy"]:
        first = first.replace(year=int(token["moy"]))
    if token["mon"]:
        first = first.replace(year=now.year + 1)
    return whole(first, now, (months_on(first, 1) - first).days)


#: The first and the last day of what is so called; 0: the end of the month.
_PARTS = {
    "上中旬": (1, 20), "中下旬": (11, 0),
    "初": (1, 10), "上旬": (1, 10), "early": (1, 10), "beginning": (1, 10), "start": (1, 10), "中": (11, 20), "mid": (11, 20),
    "底": (21, 0), "末": (21, 0), "尾": (21, 0), "头": (1, 10), "下旬": (21, 0), "late": (21, 0), "end": (21, 0), "上半": (1, 15), "前半": (1, 15), "下半": (16, 0), "后半": (16, 0),
}  # fmt: skip


def _third(token: Token, now: datetime) -> Whole | None:
    """A part of a month: "the first week of January", 十二月初, the second half of May."""
    said = token["tm"] or token["te"] or token["te2"] or token["te3"] or ("year" if token["ty"] or token["tw2"] == "year" else "")  # fmt: skip
    first = month_named(said, now)
    if token["te"] and "year" in said and token["tq"] != "last":
        first = date(now.year + (now.month > 1), 1, 1)  # "the first week of the year"
    if first is None:
        return None
    found = _part_of(token, first, now)
    if found is None and said in ("", "month", "the month"):  # 月初, said on the twentieth
        return _part_of(token, months_on(first, 1), now)
    return found


def _part_of(token: Token, first: date, now: datetime) -> Whole | None:
    """The part of the month that begins then."""
    following = months_on(first, 1)
    nth = token["tq"] or token["tq2"]
    if nth and " full " in token.text:  # the first that begins in it
        monday_in = first + timedelta(days=-first.weekday() % 7)
        return whole(monday_in + timedelta(days=7 * (NTH[nth] - 1)), now, 7, "week") if NTH[nth] > 0 else None
    if nth and not token["tf"]:
        return whole(week_of_month(first, NTH[nth]), now, 7, "week")
    if token["tq"]:
        later = token["tq"] not in ("first", "1st")
        middle = first.replace(day=16 if token["tf"] == "half" else 15)
        since, until = (middle, following) if later else (first, middle)
        return whole(since, now, (until - since).days)
    part = token["tw"] or (token["tp"] or "底").removeprefix("月").removeprefix("份").replace("个", "")
    begin, end = next(days for name, days in _PARTS.items() if part.startswith(name))
    since = first.replace(day=begin)
    return whole(since, now, (first.replace(day=end) + timedelta(days=1) - since if end else following - since).days)  # fmt: skip


def last_of(token: Token, found: Whole) -> datetime:
    """By when it is to be that is wanted before a day or a stretch: before Friday ends with Thursday, 月底前 with the month."""
    ends = token.kind == "third" and (token["tp"] or token["tw"] or "底").endswith(
        ("底", "末", "尾", "end of")
    )
    return found[1] if ends else found[0]


READERS = {
    **distances.READERS, "third": _third, "feast": feast, "weekof": _week_of, "weekendof": _weekend_of, "bydate": _by_date,
    "dates": _dates, "workdays": _working_days, "month": _month,
}  # fmt: skip
