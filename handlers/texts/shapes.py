"""How days, times and money are written in both languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers.rules.parts import Span

_ZH_DAYS = "一二三四五六日"
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGN = {"CNY": "¥", "USD": "$", "EUR": "€", "HKD": "HK$", "TWD": "NT$"}
_NEAR_EN, _NEAR_ZH = ("today", "tomorrow"), ("今天", "明天")


def shortened(text: str, most: int) -> str:
    """A text of at most ``most`` characters; what is left out is shown by a sign."""
    return text if len(text) <= most else text[: most - 1] + "…"


def day(value: date | str | None, lang: str) -> str:
    """2026-11-23 -> 2026年11月23日 / 23 Nov 2026."""
    if value is None:
        return ""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    if lang == "en":
        return f"{value.day} {_EN_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def moment(local: datetime, lang: str, now: datetime) -> str:
    """A local time, as it goes with "by": 09:15 today, 14:00 on Thu 26 Nov."""
    day = _day(local, lang, now)
    if lang != "en":
        return f"{day} {local:%H:%M}"
    return f"{local:%H:%M} {day if day in _NEAR_EN else f'on {day}'}"


def _day(local: datetime, lang: str, now: datetime) -> str:
    """A day; today and tomorrow are called so."""
    days = (local.date() - now.astimezone(local.tzinfo).date()).days
    if 0 <= days < len(_NEAR_EN):
        return (_NEAR_EN if lang == "en" else _NEAR_ZH)[days]
    if lang == "en":
        return f"{_EN_DAYS[local.weekday()]} {local.day} {_EN_MONTHS[local.month - 1]}"
    return f"{local.month}月{local.day}日（周{_ZH_DAYS[local.weekday()]}）"


def window(start: datetime, end: datetime, lang: str, now: datetime) -> str:
    """A stretch of local time: today 14:00–16:00."""
    tail = f"{end:%H:%M}"
    if end.date() != start.date() and end - start > timedelta(hours=1) and end.time() != end.min.time():
        tail = f"{_day(end, lang, now)} {tail}"
    return f"{_day(start, lang, now)} {start:%H:%M}–{tail}"


def wish(start: datetime, end: datetime | None, lang: str, now: datetime) -> str:
    """The time that somebody would like, local: tomorrow 08:00–12:00, Thu 26 Nov, today 15:00."""
    first = _day(start, lang, now)
    if end is None:
        return f"{first} {start:%H:%M}"
    if start.time() == end.time() == start.min.time():
        last = end - timedelta(days=1)
        return first if last.date() == start.date() else f"{first} – {_day(last, lang, now)}"
    if start.time() == start.min.time() and start.date() == end.date():
        return f"{first} {end:%H:%M}前" if lang == "zh" else f"{first} before {end:%H:%M}"
    return window(start, end, lang, now)


def money(low: int, high: int, currency: str) -> str:
    """Minor units as an amount or a range: ¥80, ¥80–¥150.50."""
    if low == high:
        return _amount(low, currency)
    return f"{_amount(low, currency)}–{_amount(high, currency)}"


def _amount(minor: int, currency: str) -> str:
    whole, rest = divmod(minor, 100)
    return f"{sign(currency)}{whole}" + (f".{rest:02d}" if rest else "")


def sign(currency: str) -> str:
    """What stands before an amount: ¥, or the currency's letters."""
    return _SIGN.get(currency, currency + " ")


def lasting(span: Span, lang: str) -> str:
    """A duration in words: 90 minutes are 1 h 30 min."""
    if span.workdays:
        return f"{span.workdays} 个工作日" if lang == "zh" else _counted(span.workdays, "working day")
    if span.seconds > 2 * 86400 and span.seconds % 86400 == 0:
        return f"{span.seconds // 86400} 天" if lang == "zh" else f"{span.seconds // 86400} days"
    hours, minutes = divmod(span.seconds // 60, 60)
    hour, minute = ("小时", "分钟") if lang == "zh" else ("h", "min")
    parts = [f"{hours} {hour}"] if hours else []
    return " ".join([*parts, f"{minutes} {minute}"] if minutes or not hours else parts)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def join(items: list[str], lang: str) -> str:
    return ("; " if lang == "en" else "；").join(items)
