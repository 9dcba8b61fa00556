"""Times that people propose, as intervals.

``spans`` finds them in a message; ``interval`` turns one into a start and an end in the customer's zone: always
in the future or running now, never a guess in the past.  An exact time has a start and no end.
Grains: minute, halfday, day, weekend, week.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from nlu import engaged
from nlu.days import Span, Whole, implied_part, relative, swapped, whole
from nlu.distances import READERS
from nlu.hours import in_day
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.proposals import MOVE
from nlu.timewords import ANCHORS, Token, groups, split


@dataclass(frozen=True, slots=True)
class When:
    """``end`` is None for an exact time.  ``readings`` holds every reading when there are several."""

    start: datetime
    end: datetime | None
    grain: str
    readings: tuple[tuple[datetime, datetime | None], ...] = ()


def standing(text: str) -> list[tuple[int, int]]:
    """Where a text names the times that still hold at its end: not what is refused, corrected or over."""
    n = normalise(text[:4000])
    return [n.original(g.start, g.end) for g in _proposals(n.text)]


def interval(text: str, lang: str, now: datetime) -> When | None:
    """The interval that a time expression means, ``now`` being aware and in the customer's zone.  None when it
    names no time, one that is over, or only times that do not suit."""
    normal = normalise(text[:4000]).text
    readings: list[Span] = []
    for part in _proposals(normal):
        readings += [
            r for r in _read(part.tokens, normal, now, lang) if (r[1] or r[0]) > now - timedelta(minutes=1)
        ]
    if not readings:
        return None
    start, end, grain = readings[0]
    several = tuple(dict.fromkeys((r[0], r[1]) for r in readings))
    return When(start, end, grain, several if len(several) > 1 else ())


def impossible(text: str, lang: str, now: datetime) -> list[tuple[datetime, datetime | None]]:
    """The times in a message at which somebody is not there, or does something else."""
    normal, out = normalise(text[:4000]).text, list[_Group]()
    _proposals(normal, out)
    read = (r for group in out for r in _read(group.tokens, normal, now, lang))
    return [(start, end) for start, end, _ in read if (end or start) > now]


def over(text: str, lang: str, now: datetime) -> bool:
    """Whether a text names only times that have passed, as if they were to come: "tonight" at eleven."""
    normal = normalise(text[:4000]).text
    named = _proposals(normal)
    return bool(named) and interval(text, lang, now) is None


def leaving(text: str, lang: str, now: datetime) -> datetime | None:
    """The hour at which somebody goes away, as far as a message tells one: "I leave at ten tomorrow", 10点要出门."""
    normal = normalise(text[:4000]).text
    for tokens in groups(normal):
        start, end = tokens[0].start, tokens[-1].end
        if not any(t.kind in _HOURS for t in tokens) or not engaged.leaves_at(normal, start, end):
            continue
        found = next((r for r in _read(tokens, normal, now, lang) if r[0] > now), None)
        if found is not None:
            return found[0]
    return None


@dataclass(slots=True)
class _Group:
    """Tokens that make one time, and where they stand."""

    tokens: list[Token]
    start: int
    end: int

    @property
    def days(self) -> bool:
        return any(t.kind in READERS or t.kind in ("rel", "relen") for t in self.tokens)

    @property
    def hours(self) -> bool:
        return any(t.kind in _HOURS for t in self.tokens)


_HOURS = ("part", "clock", "short", "hm", "ampm", "bare", "wordy", "military")
_WITHIN = (*_HOURS, "before", "after", "range")
_REFUSED_AFTER = regex(
    r"[\s,的]*(?:那天|可能|恐怕|临时|突然|正好|我们?|家里|单位|学校|这边|都|也|又|就|是){0,4}(?:(?<!行)不行|(?<!便)不方便|(?<!在)不在|没空|没有?时间|(?<!可以)不可以|来不及|(?<!能)不能|有事|不合适|(?<!要)不要|没有?人"
    r"|不用来|别(?:来|派|上门|约)|不得闲|要(?:上班|出差|开会|出门))"
    r"|\s*(?:morning |afternoon )?(?:i |we )?(?:doesn'?t|does not|don'?t|won'?t|isn'?t|is not|is (?:no good|out|bad|impossible|full)|am not|i'?m (?:not|away|busy|out)|can'?t|cannot)\b"
)
_REFUSED_BEFORE = regex(
    r"(?:不是|不要|除了|除开|不能是?|别在?|没法|instead of|rather than|except(?: for)?|anything but|any(?: ?time| day| other day)? (?:but|bar|except|apart from|other than)|but not|not(?: on| for)?|can'?t (?:do|make|manage|come)(?: it)?(?: on)?|cannot (?:do|make|come)(?: it)?(?: on)?|won'?t be (?:in|home|there) on|isn'?t|\b(?:i'?m|i am|we'?re|we are|nobody'?s?|nobody is) (?:out|away|off|busy|not (?:in|home)|in)(?: on)?)\s*(?:the )?$"
)
_CORRECTED = regex(
    r"(?:改[到成在为]?|换[到成]?|挪到|推到|推迟到|延[后到]?到?|提前到|不对|算了|说错了|搞错了|哦不|[啊哦呃嗯诶噢不]+[,，]?不是?|不不|sorry|actually|i mean|(?:no,? )?wait(?:,? no)?|hang on|等等|等一下|[,，]\s*不|make (?:it|that)|changed? (?:it |that )?to|moved? (?:it |that )?to|pushed? (?:it |that )?to|\bno|better)[\s,:，是应该吧]*(?:on )?$"
)
_ENDS_ONE = regex(r"[,吧]")  # "改周一吧 周末要出门"
_TO = regex(r"\s*(?:到|至|[-–~—]|to|through|until|till)\s*(?:on |the )?")
_AND = regex(r"\s*(?:and|or|&|和|跟|、)\s*(?:on )?")
_TO_END = regex(r"(?:到|\bto)\s*(?:on |the )?$")
_STOP = regex(r"[。.!！?？;；\n]|或|还是|\bor\b|\bnot\b|不是|别|除了|\bexcept\b")


def _proposals(text: str, out: list[_Group] | None = None) -> list[_Group]:
    """The times that stand: what is over, refused or corrected is left out; a day and its hour are one.  ``out`` gets
    those that are refused."""
    kept: list[_Group] = []
    out = [] if out is None else out
    at = 0
    moved = bool(MOVE.search(text))
    refused: list[Token] = []
    everything = [_Group(p, p[0].start, p[-1].end) for g in groups(text) for p in _listed(g, text)]
    for group, following in zip(everything, [*everything[1:], None][: len(everything)], strict=True):
        if not {t.kind for t in group.tokens} & ANCHORS:
            continue
        before, last_end, at = text[at : group.start][-24:], at, group.end
        group = _put_right(kept, group, before, moved=moved)
        if out and out[-1].end == last_end and group.days and _TO.fullmatch(before):
            out[-1] = _Group([*out[-1].tokens, *group.tokens], out[-1].start, group.end)
            continue  # "I work Monday to Friday"
        after = text[group.end : following.start if following else len(text)][:24]
        if any(t.kind == "past" for t in group.tokens):
            continue
        unwanted = _REFUSED_AFTER.match(after) or _REFUSED_BEFORE.search(before)
        if unwanted and kept and text[kept[-1].start : kept[-1].end] == text[group.start : group.end]:
            kept.pop()  # "中午我睡觉的，别中午"
        if unwanted or engaged.taken_up(text, group.start, group.end):
            if kept and _AND.fullmatch(before) and kept[-1].end == last_end and not kept[-1].hours:
                out.append(kept.pop())  # "Monday and Tuesday I work"
            dated = _with_its_day(group, refused, kept[-1] if kept else None)
            out.append(dated)
            if dated is not group and not refused:
                continue
            group = dated
            refused = [t for t in group.tokens if t.kind in READERS] if group.hours else []
            if "都" in after[:3] and kept and kept[-1].end + 1 >= group.start:
                kept.pop()  # "周四周五都不行"
            continue
        if refused and not kept and not group.days:
            group = _Group([*refused, *group.tokens], group.start, group.end)
        last_one = kept[-1] if kept else None
        apart = text[last_one.end : group.start] if last_one else ""
        if (
            last_one is not None
            and last_one.days != group.days
            and last_one.hours != group.hours
            and len(apart) <= 24
            and not _STOP.search(apart)
        ):
            kept[-1] = _Group([*last_one.tokens, *group.tokens], last_one.start, group.end)
            continue
        kept.append(group)
    return kept


def _put_right(kept: list[_Group], group: _Group, before: str, *, moved: bool) -> _Group:
    """A time with what stands before it: the one that it corrects goes, the one that it ends is its beginning."""
    if kept and _CORRECTED.search(before):
        if not group.days and group.hours:  # "周四上午，不，下午": the day stays
            days = [t for t in kept[-1].tokens if t.kind in READERS]
            group = _Group([*days, *group.tokens], group.start, group.end)
        kept.clear()
    elif kept and moved and _TO_END.search(before):
        kept.pop()
    if kept and _TO.fullmatch(before) and kept[-1].days and group.days and (moved or not group.hours):
        last = kept.pop()
        group = group if moved else _Group([*last.tokens, *group.tokens], last.start, group.end)
    return group


def _with_its_day(group: _Group, refused: list[Token], beside: _Group | None) -> _Group:
    """An hour that is refused, on the day that is refused or wanted before it: "明天早上要送孩子，八点不行", "Monday I have a
    meeting at 10"."""
    days = refused or (beside.tokens if beside is not None and beside.days and not beside.hours else [])
    return _Group([*days, *group.tokens], group.start, group.end) if days and not group.days else group


def _read(group: list[Token], text: str, now: datetime, lang: str) -> list[Span]:
    found: list[Span] = []
    parts = split(group)
    if len(parts) == 2 and not any(t.kind in _WITHIN for t in parts[0]):  # "Thu or Fri afternoon"
        parts[0] = [*parts[0], *(t for t in parts[1] if t.kind == "part")]
    for part in parts:
        days = [t for t in part if t.kind in READERS]
        if len(days) == 2 and _TO.fullmatch(text, days[0].end, days[1].start):
            stretch = _stretch(days, now)
            found += [stretch] if stretch else []
            continue
        one = _one(part, now)
        found += [one] if one is not None else []
        if lang == "en" and len(days) == 1 and days[0].kind == "slash":
            other = _swapped(days[0], [t for t in part if t.kind in _WITHIN], now)
            found += [other] if other is not None and other != one else []
    return found


def _swapped(token: Token, rest: list[Token], now: datetime) -> Span | None:
    """The other day that "8/12" can mean, with the hours that are told beside it."""
    other = swapped(token, now)
    if other is None or not any(t.kind in _HOURS for t in rest):
        return other
    return in_day(other[0].date(), other, rest, now, named=True)


def _listed(group: list[Token], text: str) -> list[list[Token]]:
    """Two weekdays side by side are two proposals, and share the hour: "周六周日下午"; "周六 28号" is one."""
    at = [i for i, t in enumerate(group) if t.kind in ("wk", "wken", "day", "wkend")]
    mixed = len({group[i].kind for i in at}) > 1
    if mixed:  # "tomorrow, Thursday" against "明天周四"
        at = at[:1] + [b for b in at[1:] if _ENDS_ONE.search(text, group[b - 1].end, group[b].start)]
    if len(at) < 2:
        return [group]
    pieces = [group[a:b] for a, b in zip(at, [*at[1:], len(group)], strict=True)]
    pieces[0] = group[: at[0]] + pieces[0]
    hours = [t for t in pieces[-1][1:] if t.kind in _WITHIN]
    for i, (piece, following) in enumerate(pairwise(pieces)):
        between = text[piece[-1].end : following[0].start]
        offered = len(piece) > 1 and piece[-1].kind == "or"
        if offered:
            piece = piece[:-1]
            pieces[i] = piece
        if len(piece) == 1 and (offered or re.fullmatch(r"[\s、和跟及与]*", between)):
            pieces[i] = [*piece, *hours]
    return pieces


def _stretch(days: list[Token], now: datetime) -> Span | None:
    """From one day to another, both included."""
    first, last = (READERS[t.kind](t, now) for t in days)
    if first is None or last is None:
        return None
    end = last[1]
    while end <= first[0]:
        end += timedelta(days=7)
    return first[0], end, "day"


def _one(group: list[Token], now: datetime) -> Span | None:
    rest = [t for t in group if t.kind in _WITHIN]
    distance = next((t for t in group if t.kind in ("rel", "relen")), None)
    if distance is not None:
        shift = relative(distance, now)
        if shift is None or shift[2] == "minute" or not rest:
            return shift
        return in_day(shift[0].date(), shift, rest, now, named=True)
    days = [t for t in group if t.kind in READERS]
    day = next(iter(days), None)
    week = next((t for t in days if t.kind == "week"), None)
    weekday = next((t for t in days if t.kind in ("wk", "wken")), None)
    if week is not None and weekday is not None:
        return _within_week(READERS["week"](week, now), weekday, rest, now)
    if day is None:
        return (
            in_day(now.date(), None, rest, now, named=False) if any(t.kind in _HOURS for t in rest) else None
        )
    found = READERS[day.kind](day, now)
    if found is None:
        return None
    implied = implied_part(day.text)
    if not any(t.kind in _HOURS for t in rest) and implied is None:
        return _around(found, rest, now)
    return in_day(found[0].date(), found, rest, now, named=True, implied=implied)


def _within_week(week: Whole | None, weekday: Token, rest: list[Token], now: datetime) -> Span | None:
    """ "next week, Wednesday", "Wed afternoon next week": a weekday of the week that is named beside it."""
    named = READERS[weekday.kind](weekday, now)
    if week is None or named is None:
        return week
    day = week[0].date() + timedelta(days=named[0].weekday())
    found = whole(day, now)
    if found is None or not any(t.kind in _HOURS for t in rest):
        return found
    return in_day(day, found, rest, now, named=True)


def _around(found: tuple[datetime, datetime, str], rest: list[Token], now: datetime) -> Span | None:
    """A day, or what lies before or after it."""
    kinds = {t.kind for t in rest}
    if any(t.text == "by" for t in rest):
        return now, found[1], found[2]
    if "before" in kinds:
        return (now, found[0], found[2]) if found[0] > now else None
    if "after" in kinds:
        begins = any(t.text.split()[0] in ("not", "no", "from", "onwards") for t in rest if t.kind == "after")
        start = found[0] if begins else found[1]  # "not before Monday" is Monday, "after Monday" is not
        return start, start + timedelta(days=7), found[2]
    return found
