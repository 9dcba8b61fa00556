"""Which day is meant: weekdays, dates and distances from today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from nlu.numerals import value
from nlu.patterns import regex
from nlu.timewords import EN_DAYS, MONTHS, WEEKDAYS, Token

Span = tuple[datetime, datetime | None, str]
Whole = tuple[datetime, datetime, str]


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)


def whole(day: date, now: datetime, days: int = 1, grain: str = "day") -> Whole | None:
    start = _midnight(day, now)
    end = _midnight(day + timedelta(days=days), now)
    return (start, end, grain) if end > now else None


_MINUTES = {
    "分钟": 1,
    "minute": 1,
    "min": 1,
    "刻钟": 15,
    "小时": 60,
    "钟头": 60,
    "钟": 60,
    "hour": 60,
    "hr": 60,
}


def relative(token: Token, now: datetime) -> Span | None:
    zh = token.kind == "rel"
    if zh and token["ra"]:  # 点把钟后: in an hour or so
        return now + timedelta(minutes=90 if token["ra"].startswith("个半") else 60), None, "minute"
    raw = (token["rn"] or token["rn2"] or token["rn3"] or token["rn4"]) if zh else (token["en"] or token["en2"] or token["en3"])  # fmt: skip
    unit = (token["ru"] or token["ru2"] or token["ru4"] or "个字") if zh else (token["eu"] or token["eu2"] or token["eu3"])  # fmt: skip
    amount = {
        "half an": 0.5,
        "a couple of": 2.0,
        "the": 1.0,
        "": 1.0,
        "three quarters of an": 0.75,
        "a quarter of an": 0.25,
        "quarter of an": 0.25,
    }.get(raw or "", value(raw or ""))
    if unit == "个字" and amount is not None:  # in Cantonese a 字 is five minutes
        return now + timedelta(minutes=5 * amount), None, "minute"
    if amount is None or unit is None:
        return None
    if zh and _SOME.fullmatch(raw or ""):
        return _some((raw or "")[0], (raw or "")[1], unit, now, within=token.text.endswith("内"))
    if amount == 0.5 and unit in ("月", "month"):
        amount, unit = 15, "天"
    if (zh and token["rh"]) or (not zh and (token["eh"] or token["eh2"] or token["eh3"])):
        amount += 0.5
    within = token.text.endswith("内") or bool(token["rn4"] or token["ein"] == "within" or token["enext"])
    minutes = _MINUTES.get(unit)
    if minutes is not None:
        at = now + timedelta(minutes=amount * minutes)
        return (now, at, within_a_part(now, at)) if within else (at, None, "minute")
    if within and unit in ("天", "日", "day", "周", "星期", "礼拜", "week"):
        return whole(now.date(), now, int(amount * (1 if unit in ("天", "日", "day") else 7)) or 1)
    if within:
        return whole(now.date(), now, (months_on(now.date(), max(int(amount), 1)) - now.date()).days)
    if unit in ("月", "month"):
        return whole(months_on(now.date(), max(int(amount), 1)), now)
    days = {"天": 1, "日": 1, "day": 1, "fortnight": 14}.get(unit, 7)
    return whole(now.date() + timedelta(days=int(amount * days)), now)


#: "Two or three": 两三天, 三五天; 二十 is a number.
_SOME = regex(r"[一二两三四五六七八九]{2}")


def _some(low: str, high: str, unit: str, now: datetime, *, within: bool) -> Span | None:
    """In two or three days, hours, weeks: from the sooner to the later; 两三天内 is within the later."""
    few, many = int(value(low) or 1), int(value(high) or 1)
    minutes = _MINUTES.get(unit)
    if minutes is not None:
        since = now if within else now + timedelta(minutes=few * minutes)
        until = now + timedelta(minutes=many * minutes)
        return (since, until, within_a_part(since, until)) if since < until else None
    if unit == "月" or few >= many:
        return None
    days = 7 if unit in ("周", "星期", "礼拜") else 1
    if within:
        return whole(now.date(), now, many * days)
    return whole(now.date() + timedelta(days=few * days), now, (many - few) * days + 1)


def within_a_part(start: datetime, end: datetime) -> str:
    """The grain of a stretch of hours: one that lies within a part of the day is told as that, "after 3 pm" is some of
    the afternoon."""
    a = start.hour + start.minute / 60
    b = a + (end - start).total_seconds() / 3600
    return "halfday" if any(x <= a and b <= y for x, y in ((0, 6), (6, 12), (12, 18), (18, 24))) else "minute"


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _named_day(token: Token, now: datetime) -> Whole | None:
    text = token.text
    if "两" in text or text.startswith("明后"):
        first = 1 if text.startswith("明后") else 0
        return whole(now.date() + timedelta(days=first), now, 2)
    if "大后" in text:
        days = 3
    elif "后" in text or "day aft" in text or text == "overmorrow":
        days = 2
    elif text[:1] in "明听翌次隔" or text.startswith(("tomo", "tm", "2mo", "the morn")):
        days = 1
    else:
        days = 0
    return whole(now.date() + timedelta(days=days), now)


def implied_part(text: str) -> str | None:
    if text in ("今晚", "明晚", "听晚", "tonight", "tonite", "2nite"):
        return "evening"
    return "morning" if text in ("今早", "明早", "听朝", "明朝", "今朝") else None


def _weeks(prefix: str | None) -> int | None:
    if not prefix:
        return None
    if prefix.startswith("下下"):
        return 2
    return 1 if prefix.startswith(("下", "next")) else 0


def _spelled(day: str) -> str:
    """Misspelled weekdays still begin like one."""
    return {"wen": "wed", "the": "thu", "thr": "thu"}.get(day[:3], day[:3])


def _weekday(token: Token, now: datetime) -> Whole | None:
    days = 1
    if token.kind == "wk":
        weekday, weeks = WEEKDAYS[token["wd"] or "一"], _weeks(token["wp"])
        last = WEEKDAYS[token["wl"][-1]] if token["wl"] else weekday
        if last - weekday == len(token["wl"] or ""):
            days = 1 + last - weekday  # 周三四五
    else:
        weekday = EN_DAYS[_spelled(token["wend"] or "mon")]
        prefix = (token["wenp"] or "").strip()
        weeks = (
            2
            if token["wenq"] == "after next"
            else 1
            if token["wenq"] or prefix.startswith("next")
            else 0
            if prefix == "this"
            else None
        )
        if (
            token["wenq"] == "week"
            or (
                (token["wenq"] or "").endswith((" one", "the next", " after"))
                and token["wenq"] != "after next"
            )
            or prefix.startswith("a week")
        ):
            return _on(weekday, now, 7)  # "Tuesday week": a week after the Tuesday to come
        if weeks == 0 and weekday < now.weekday():
            weeks = None  # "this Monday", said on a Wednesday, is the one to come
    today = now.date()
    if token.beside is not None and (other := _weekday(token.beside, now)) is not None:
        first = other[0].date()
        return whole(first + timedelta(days=weekday - first.weekday()), now, days)
    if weeks is None:
        return _on(weekday, now, days=days)
    monday = today - timedelta(days=today.weekday())
    return whole(monday + timedelta(days=7 * weeks + weekday), now, days)


def _on(weekday: int, now: datetime, later: int = 0, days: int = 1) -> Whole | None:
    ahead = (weekday - now.weekday()) % 7 or 7
    return whole(now.date() + timedelta(days=ahead + later), now, days)


def _weekend(token: Token, now: datetime) -> Whole | None:
    weeks = 2 if token["weaf"] else _weeks(token["we"] or token["ween"]) or 0
    saturday = now.date() - timedelta(days=now.weekday()) + timedelta(days=5 + 7 * weeks)
    return whole(saturday, now, 2, "weekend")


def _week(token: Token, now: datetime) -> Whole | None:
    weeks = (
        2
        if token["wwan"] or token["wwl"]
        else 1
        if token["wwf"]
        else _weeks(token["ww"] or token["wwen"]) or 0
    )
    monday = now.date() - timedelta(days=now.weekday()) + timedelta(days=7 * weeks)
    return whole(monday, now, 7, "week")


def _date(year: int | None, month: int, day: int, now: datetime) -> Whole | None:
    try:
        made = date(year or now.year, month, day)
        if year is None and made < now.date():
            if (now.date() - made).days < 120:
                return None  # just over: not meant for next year
            made = date(now.year + 1, month, day)
    except ValueError:
        return None
    return whole(made, now)


def _month_day(token: Token, now: datetime) -> Whole | None:
    if token.kind == "iso":
        return _date(int(token["iy"] or 0), int(token["im"] or 0), int(token["id"] or 0), now)
    if token.kind == "slash":
        first, second = (
            int(token["sm"] or token["sm2"] or token["sm3"] or token["sm4"] or 0),
            int(token["sd"] or token["sd2"] or token["sd3"] or token["sd4"] or 0),
        )
        with_year = int(token["sy4"]) if token["sy4"] else None
        return _date(with_year, second, first, now) if first > 12 else _date(with_year, first, second, now)
    if token.kind == "md":
        return _date(None, int(value(token["mm"] or "") or 0), int(value(token["md"] or "") or 0), now)
    month, day, year = (
        (token["em"] or token["em2"]),
        (token["ed"] or token["ed2"]),
        (token["ey"] or token["ey2"]),
    )
    return _date(int(year) if year else None, MONTHS[(month or "jan")[:3]], int(day or 0), now)


def swapped(token: Token, now: datetime) -> Whole | None:
    """The other way to read 5/12."""
    day, month = int(token["sm"] or token["sm4"] or 0), int(token["sd"] or token["sd4"] or 0)
    return _date(int(token["sy4"]) if token["sy4"] else None, month, day, now)


def _day_of_month(token: Token, now: datetime) -> Whole | None:
    day = int(value(token["dd"] or token["dden"] or "") or 0)
    if token.month:
        return _date(None, token.month, day, now)
    first = now.date().replace(day=1)
    for step in range(3):
        month = (first + timedelta(days=32 * step)).replace(day=1)
        if step == 0 and (token["nm"] or "").startswith("下"):
            continue
        try:
            made = month.replace(day=day)
        except ValueError:
            continue
        if made >= now.date():
            return whole(made, now)
    return None


READERS = {
    "iso": _month_day, "md": _month_day, "mden": _month_day, "slash": _month_day, "dom": _day_of_month, "wk": _weekday,
    "wken": _weekday, "wkend": _weekend, "week": _week, "day": _named_day,
}  # fmt: skip
