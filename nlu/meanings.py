"""What one time means, once it is told which words make it: a day, its hours, a stretch, what lies before or after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from nlu.days import Span, Whole, implied_part, relative, swapped, whole
from nlu.hours import BEGINS, BY, in_day
from nlu.patterns import regex
from nlu.stretches import READERS, feast_over, last_of
from nlu.timewords import Token, split

HOURS = ("part", "clock", "short", "hm", "ampm", "bare", "wordy", "military")
WITHIN = (*HOURS, "before", "after", "range")
TO = regex(r"\s*(?:到|至|[-–~—]|to|through|until|till)\s*(?:on |the )?")
AND = regex(r"\s*(?:and|or|&|和|跟|、)\s*(?:on )?")
#: What a weekday beside it only repeats.
DATES = ("iso", "md", "mden", "slash", "dom", "nth", "bydate", "feast")
#: What a weekday beside it is one day of.
STRETCHES = ("week", "weekendof", "weekof", "third", "month", "dates", "wkend")
_ONWARDS = regex(r"(?:起|开始|往后)(?=$|[^一-龥]|[都可随行来就吧])")


def read(group: list[Token], text: str, now: datetime, lang: str) -> list[Span]:
    found: list[Span] = []
    parts = [_whole(part) for part in split(group)]
    if len(parts) == 2 and not any(t.kind in WITHIN for t in parts[0]):  # "Thu or Fri afternoon"
        parts[0] = [*parts[0], *(t for t in parts[1] if t.kind == "part")]
    for i, part in enumerate(parts):
        days = [t for t in part if t.kind in READERS]
        if not days and any(t.kind in HOURS for t in part):  # "half past nine or ten on Saturday"
            days = _days_beside(parts, i)
            part = [*days, *part]
        if len(days) == 2 and _joined(part, days, text):
            stretch = _stretch(days, now)
            found += [stretch] if stretch else []
            continue
        found += [one for one in _meant(part, days, now, lang.lower()) if one not in found]
    return found


#: What stands before the time that it bounds, and means nothing behind it: "Wednesday, after the school run".
_BEFORE_IT = regex(
    r"(?:any ?time )?after|before|by|until|till|from|past|post|gone|up \w+|on or \w+|(?:no|not) .*|as of|starting.*|beginning.*"
)


def _whole(part: list[Token]) -> list[Token]:
    while part and _BEFORE_IT.fullmatch(part[-1].text):
        part = part[:-1]
    return part


def _days_beside(parts: list[list[Token]], at: int) -> list[Token]:
    """The day of an hour that is told without one, beside another that has it."""
    for part in (*reversed(parts[:at]), *parts[at + 1 :]):
        days = [t for t in part if t.kind in READERS]
        if days:
            return days if any(t.kind in HOURS for t in part) else []
    return []


def _joined(part: list[Token], days: list[Token], text: str) -> bool:
    """Whether two days are the first and the last of a stretch."""
    between = part[0].text == "between" and AND.fullmatch(text, days[0].end, days[1].start)
    return bool(between or TO.fullmatch(text, days[0].end, days[1].start))


def _meant(part: list[Token], days: list[Token], now: datetime, lang: str) -> list[Span]:
    """What one time may mean, the likeliest first."""
    rest = [t for t in part if t.kind in WITHIN]
    weekday = next((t for t in days if t.kind in ("wk", "wken")), None)
    stretch = next((t for kind in STRETCHES for t in days if t.kind == kind), None)
    if weekday is None and stretch is not None:
        weekday = next((t for t in days if t.kind == "wkend" and t is not stretch), None)
    if weekday is not None and stretch is not None:
        return _within_stretch(READERS[stretch.kind](stretch, now), weekday, rest, now)
    date = next((t for t in days if t.kind in DATES), None)
    others = [t for t in part if t not in days]
    found = [_one(part if date is None else [date, *others], now)]
    slash = lang.startswith("en") and date is not None and date.kind == "slash"
    if slash and date is not None and lang != "en-us":
        other = _swapped(date, rest, now)
        found = [other or found[0]] if lang.startswith("en-") else [*found, other]
    if weekday is None or date is None:
        return [one for one in found if one is not None]
    named = READERS[weekday.kind](weekday, now)
    agreeing = [one for one in found if one and named and one[0].weekday() == named[0].weekday()]
    if agreeing or named is None:  # "Friday the 4th"
        return agreeing or [one for one in found if one]
    return [one for one in (*found, _one([weekday, *others], now)) if one]


def _swapped(token: Token, rest: list[Token], now: datetime) -> Span | None:
    """The other day that "8/12" can mean, with the hours that are told beside it."""
    other = swapped(token, now)
    if other is None or not any(t.kind in HOURS for t in rest):
        return other
    return in_day(other[0].date(), other, rest, now, named=True)


def _within_stretch(stretch: Whole | None, weekday: Token, rest: list[Token], now: datetime) -> list[Span]:
    """ "Next week, Wednesday", "Wed afternoon next week", "a Sunday in May": each such day of the week or the month that is
    named beside it."""
    named = READERS[weekday.kind](weekday, now)
    if stretch is None or named is None:
        return [stretch] if stretch else []
    day, found = stretch[0].date(), list[Span]()
    day += timedelta(days=(named[0].weekday() - day.weekday()) % 7)
    while day < stretch[1].date():
        one = whole(day, now, 2, "weekend") if named[2] == "weekend" else whole(day, now)
        if one is not None and any(t.kind in HOURS for t in rest):
            found += filter(None, [in_day(day, one, rest, now, named=True)])
        elif one is not None:
            found.append(one)
        day += timedelta(days=7)
    return found


def _stretch(days: list[Token], now: datetime) -> Span | None:
    """From one day to another, both included."""
    first, last = (READERS[t.kind](t, now) for t in days)
    if first is None or last is None:
        return None
    if days[0].kind == days[1].kind == "feast":  # "between Christmas and New Year"
        over = feast_over(days[0], now)
        return (over, last[0], "day") if over and over < last[0] else None
    start, end = first[0], last[1]
    if days[1].kind == "wken" and days[1]["wenq"] == "next week":  # "Thursday to Friday next week"
        start = last[0] - timedelta(days=(last[0] - start).days % 7)
    while end <= start:
        end += timedelta(days=7)
    return start, end, "day"


def _one(group: list[Token], now: datetime) -> Span | None:
    rest = [t for t in group if t.kind in WITHIN]
    distance = next((t for t in group if t.kind in ("rel", "relen")), None)
    if distance is not None:
        shift = relative(distance, now)
        if shift is None or shift[2] in ("minute", "halfday") or not any(t.kind in HOURS for t in rest):
            return shift
        return in_day(shift[0].date(), shift, rest, now, named=True)
    day = next((t for t in group if t.kind in READERS), None)
    hours = any(t.kind in HOURS for t in rest)
    if day is None:
        return in_day(now.date(), None, rest, now, named=False) if hours else None
    found = READERS[day.kind](day, now)
    if found is None:
        return None
    implied = implied_part(day.text)
    if not hours and implied is None:
        return _around(day, found, rest, now)
    if hours and found[1] - found[0] > timedelta(days=2):
        return found  # "next week in the mornings"
    return in_day(found[0].date(), found, rest, now, named=True, implied=implied)


def _around(day: Token, found: Whole, rest: list[Token], now: datetime) -> Span | None:
    """A day, or what lies before or after it."""
    told = [t.text for t in rest if t.kind == "before"]
    if told:
        end = found[1] if any(BY.fullmatch(said) for said in told) else last_of(day, found)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return (today, end, "day") if end > now else None
    told = [t.text for t in rest if t.kind == "after"]
    if _ONWARDS.match(day.match.string, day.end):
        told.append("from")
    if told or day.text in ("过完年", "过了年"):
        over = feast_over(day, now) if day.kind == "feast" else None
        # "not before Monday" is Monday, "after Monday" is not
        start = found[0] if told and all(BEGINS.match(said) for said in told) else over or found[1]
        return start, start + timedelta(days=7), "week"
    return found
