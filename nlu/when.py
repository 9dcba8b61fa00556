"""Times that people propose, as intervals.

``spans`` finds them in a message; ``interval`` turns one into a start and an end in the customer's zone: always
in the future or running now, never a guess in the past.  An exact time has a start and no end.
Grains: minute, halfday, day, weekend, week.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from nlu import engaged
from nlu.days import Span
from nlu.meanings import AND, DATES, HOURS, STRETCHES, TO, WITHIN, read
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.proposals import MOVE
from nlu.stretches import READERS
from nlu.time_spelling import meant
from nlu.timewords import ANCHORS, Token, groups, may_name_one


@dataclass(frozen=True, slots=True)
class When:
    """``end`` is None for an exact time.  ``readings`` holds every reading when there are several."""

    start: datetime
    end: datetime | None
    grain: str
    readings: tuple[tuple[datetime, datetime | None], ...] = ()


def standing(text: str) -> Sequence[tuple[int, int]]:
    """Where a text names the times that still hold at its end: not what is refused, corrected or over."""
    return _standing(text[:4000])


@lru_cache(maxsize=32)  # what answers a message asks three times
def _standing(text: str) -> tuple[tuple[int, int], ...]:
    n = normalise(text)
    return tuple([n.original(g.start, g.end) for g in _proposals(n.text)])


def interval(text: str, lang: str, now: datetime) -> When | None:
    """The interval that a time expression means, ``now`` being aware and in the customer's zone.  None when it
    names no time, one that is over, or only times that do not suit."""
    normal = meant(normalise(text[:4000]).text)
    readings: list[Span] = []
    for part in _proposals(normal):
        readings += [r for r in read(part.tokens, normal, now, lang) if _ahead(r, now)]
    if not readings:
        return None
    start, end, grain = readings[0]
    several = tuple(dict.fromkeys((r[0], r[1]) for r in readings))
    return When(start, end, grain, several if len(several) > 1 else ())


def _ahead(span: Span, now: datetime) -> bool:
    """Whether a time is not over, and there is any of it."""
    start, end, _ = span
    return (end or start) > now - timedelta(minutes=1) and (end is None or start < end)


def impossible(text: str, lang: str, now: datetime) -> list[tuple[datetime, datetime | None]]:
    """The times in a message at which somebody is not there, or does something else."""
    normal, out = normalise(text[:4000]).text, list[_Group]()
    _proposals(normal, out)
    found = (r for group in out for r in read(group.tokens, normal, now, lang))
    return [(start, end) for start, end, _ in found if (end or start) > now]


def over(text: str, lang: str, now: datetime) -> bool:
    """Whether a text names only times that have passed, as if they were to come: "tonight" at eleven."""
    normal = normalise(text[:4000]).text
    named = _proposals(normal)
    return bool(named) and interval(text, lang, now) is None


def leaving(text: str, lang: str, now: datetime) -> datetime | None:
    """The hour at which somebody goes away, as far as a message tells one: "I leave at ten tomorrow", 10点要出门."""
    normal = normalise(text[:4000]).text
    for tokens in groups(normal) if may_name_one(normal) else ():
        start, end = tokens[0].start, tokens[-1].end
        if not any(t.kind in HOURS for t in tokens) or not engaged.leaves_at(normal, start, end):
            continue
        found = next((r for r in read(tokens, normal, now, lang) if r[0] > now), None)
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
        return any(t.kind in HOURS for t in self.tokens)


_REFUSED_AFTER = regex(
    r"[\s,的]*(?:那天|可能|恐怕|临时|突然|正好|我们?|家里|单位|学校|这边|都|也|又|就|是){0,4}(?:(?<!行)不行|(?<!便)不方便|(?<!在)不在|没空|没有?时间|(?<!可以)不可以|来不及|(?<!能)不能|有事|[太很]忙(?!完)|不合适|(?<!要)不要|没有?人"
    r"|不用来|别(?:来|派|上门|约)|不得闲|要(?:上班|出差|开会|出门))"
    r"|\s*(?:morning |afternoon )?(?:i |we )?(?:'s (?:no good|out|bad|impossible|full|booked|taken|a (?:bank |public )?holiday)\b|not (?:possible|good|great|free|available|an option)\b|(?:we'?re|we are|i'?m|i am) (?:closed|shut|off|tied up|booked|busy|away|out)\b|doesn'?t|does not|don'?t|won'?t|isn'?t|is not|is (?:no good|out|bad|impossible|full|booked|taken|a (?:bank |public )?holiday)|am not|i'?m (?:not|away|busy|out)|can'?t|cannot)\b"
)
_REFUSED_BEFORE = regex(
    r"(?:\b(?:forget|skip|ditch|(?<!not )closed|shut)(?: on)?|不是|不要|除了|除开|不能是?|别在?|没法|instead of|rather than|except(?: for)?|anything but|any(?: ?time| day| other day| morning| afternoon| evening| weekday)? (?:but|bar|except|apart from|other than)|but not|not(?: on| for)?|can'?t (?:do|make|manage|come)(?: it)?(?: on)?|cannot (?:do|make|come)(?: it)?(?: on)?|won'?t be (?:in|home|there) on|isn'?t|\b(?:i'?m|i am|we'?re|we are|nobody'?s?|nobody is) (?:out|away|off|busy|not (?:in|home)|in)(?: on)?)\s*(?:the )?$"
)
_ANY_BUT = regex(
    r"\bany (?:morning|afternoon|evening|weekday|weekend) (?:but|bar|except|apart from|other than) (?:the )?$"
)
_CORRECTED = regex(
    r"(?:改[到成在为]?|换[到成]?|挪到|推到|推迟到|延[后到]?到?|提前到|不对|算了|说错了|搞错了|哦不|[啊哦呃嗯诶噢不]+[,，]?不是?|不不|sorry|actually|(?:no,? )?(?:scratch|strike|forget) that|or rather|or better|better(?: still)?|i meant|\be?r+m*|\bu[hm]+|i mean|(?:no,? )?wait(?:,? no)?|hang on|等等|等一下|[,，]\s*不|make (?:it|that)|changed? (?:it |that )?to|moved? (?:it |that )?to|pushed? (?:it |that )?to|\bno|better)[\s,:，是应该吧]*(?:on )?$"
)
_ENDS_ONE = regex(r"[,吧]")  # "改周一吧 周末要出门"
_TO_END = regex(r"(?:到|\bto)\s*(?:on |the )?$")
_ONLY_ONE = {*DATES, *STRETCHES}  # of which one time has one
_SINCE = ("since", "ever since", "自从", "自打")
#: A month that tells of something else than a visit: 3月份买的, "the warranty ends in June".
_OF_A_MONTH = regex(r"份?的?(?:账单|发票|[一-龥]?费|时候|买|购|坏|装的|修[过的]|报|过保|到期)")
_IN_A_MONTH = regex(
    r"\b(?:bought|broke|expire[sd]?|end(?:s|ed)|runs? out|ran out|installed|purchased|was|were|delivered|since|back)\b[^,.;]{0,24}$"
)
_STOP = regex(r"[。.!！?？;；\n]|或|还是|\bor\b|\bnot\b|不是|别|除了|\bexcept\b")


def _proposals(text: str, out: list[_Group] | None = None) -> list[_Group]:
    """The times that stand: what is over, refused or corrected is left out; a day and its hour are one.  ``out`` gets
    those that are refused."""
    kept: list[_Group] = []
    if not may_name_one(text):
        return kept
    out = [] if out is None else out
    at = 0
    moved = bool(MOVE.search(text))
    refused: list[Token] = []
    everything = _everything(text)
    for group, following in zip(everything, [*everything[1:], None][: len(everything)], strict=True):
        if not {t.kind for t in group.tokens} & ANCHORS:
            continue
        before, last_end, at = text[at : group.start][-24:], at, group.end
        group = _put_right(kept, group, before, moved=moved)
        if out and out[-1].end == last_end and group.days and TO.fullmatch(before):
            out[-1] = _Group([*out[-1].tokens, *group.tokens], out[-1].start, group.end)
            continue  # "I work Monday to Friday"
        after = text[group.end : following.start if following else len(text)][:24]
        if any(t.kind == "past" or t.text in _SINCE for t in group.tokens) or _not_to_come(group, text):
            continue
        if kept and not kept[-1].days and _ANY_BUT.search(text, max(0, group.start - 32), group.start):
            kept.pop()  # "any morning but Friday" is none of them all
        unwanted = _REFUSED_AFTER.match(after) or _REFUSED_BEFORE.search(before)
        unwanted = unwanted or _ANY_BUT.search(text, max(0, group.start - 32), group.start)
        if unwanted and kept and text[kept[-1].start : kept[-1].end] == text[group.start : group.end]:
            kept.pop()  # "中午我睡觉的，别中午"
        if unwanted or engaged.taken_up(text, group.start, group.end):
            if kept and AND.fullmatch(before) and kept[-1].end == last_end and not kept[-1].hours:
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
        _keep(kept, group, text)
    return kept


def _everything(text: str) -> list[_Group]:
    """All times in a text, each by itself."""
    return [
        _Group(p, p[0].start, p[-1].end)
        for g in groups(text)
        for one in _told_apart(g, text)
        for p in _listed(one, text)
    ]


def _keep(kept: list[_Group], group: _Group, text: str) -> None:
    """One more time that stands: by itself, or as the hour of the day before it."""
    if not kept:
        kept.append(group)
        return
    last_one = kept[-1]
    apart = text[last_one.end : group.start]
    both = last_one.days != group.days and last_one.hours != group.hours
    if last_one.days and group.hours and _same_day(last_one, group):
        kept[-1] = group  # "next Wednesday, next Wednesday at ten"
    elif both and len(apart) <= 24 and not _STOP.search(apart):
        kept[-1] = _Group([*last_one.tokens, *group.tokens], last_one.start, group.end)
    else:
        kept.append(group)


def _not_to_come(group: _Group, text: str) -> bool:
    """Whether a month is named as that of something else."""
    months = [t for t in group.tokens if t.kind == "month"]
    if not months or len(group.tokens) > 1:
        return False
    return bool(_OF_A_MONTH.match(text, group.end) or _IN_A_MONTH.search(text, 0, group.start))


def _put_right(kept: list[_Group], group: _Group, before: str, *, moved: bool) -> _Group:
    """A time with what stands before it: the one that it corrects goes, the one that it ends is its beginning."""
    if kept and _CORRECTED.search(before):
        if not group.days and group.hours:  # "周四上午，不，下午": the day stays
            days = [t for t in kept[-1].tokens if t.kind in READERS]
            group = _Group([*days, *group.tokens], group.start, group.end)
        kept.clear()
    elif kept and moved and _TO_END.search(before):
        kept.pop()
    between = bool(kept) and kept[-1].tokens[0].text == "between" and bool(AND.fullmatch(before))
    if (
        kept
        and (between or TO.fullmatch(before))
        and kept[-1].days
        and group.days
        and (moved or not group.hours)
    ):
        last = kept.pop()
        group = group if moved else _Group([*last.tokens, *group.tokens], last.start, group.end)
    return group


def _with_its_day(group: _Group, refused: list[Token], beside: _Group | None) -> _Group:
    """An hour that is refused, on the day that is refused or wanted before it: "明天早上要送孩子，八点不行", "Monday I have a
    meeting at 10"."""
    days = refused or (beside.tokens if beside is not None and beside.days and not beside.hours else [])
    return _Group([*days, *group.tokens], group.start, group.end) if days and not group.days else group


def _same_day(one: _Group, other: _Group) -> bool:
    days = [t.text for t in one.tokens if t.kind in READERS]
    return not one.hours and days == [t.text for t in other.tokens if t.kind in READERS]


def _told_apart(group: list[Token], text: str) -> list[list[Token]]:
    """Two days of one kind with a comma between them are two times: "not on the 4th, Monday the 6th", 春节后吧，年前太忙."""
    at = [i for i, (a, b) in enumerate(pairwise(group), 1) if _ENDS_ONE.search(text, a.end, b.start)]
    pieces = [group[a:b] for a, b in zip([0, *at], [*at, len(group)], strict=True)]
    parts = pieces[:1]
    for piece in pieces[1:]:
        told = {t.kind for t in parts[-1]} & _ONLY_ONE
        if told & {t.kind for t in piece}:
            parts.append(piece)
        else:
            parts[-1] = [*parts[-1], *piece]
    return parts


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
    hours = [t for t in pieces[-1][1:] if t.kind in WITHIN]
    for i, (piece, following) in enumerate(pairwise(pieces)):
        between = text[piece[-1].end : following[0].start]
        offered = len(piece) > 1 and piece[-1].kind == "or"
        if offered:
            piece = piece[:-1]
            pieces[i] = piece
        if len(piece) == 1 and (offered or re.fullmatch(r"[\s、和跟及与]*", between)):
            pieces[i] = [*piece, *hours]
    return pieces
