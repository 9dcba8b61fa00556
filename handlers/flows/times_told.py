"""When it suits a customer, as far as a message tells: the time that is wanted, those that are impossible, and the hours
that are meant for a call."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise

from handlers import answers
from handlers.scene import Scene
from handlers.wording import regex
from nlu import engaged, proposals, when
from nlu.normalise import normalise
from nlu.understanding import Entity

DAY = regex(
    r"[今明昨]|(?:后|前)[天日]|周|星期|礼拜|[号日月]|\d/\d|\b(?:today|tonight|tomorrow|day|week|next|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_FROM_ON = regex(r"[以之]?后$|[以之]后|\bafter\b|\bnot before\b|\bfrom [\w: ]{1,12} on", re.IGNORECASE)
LATEST_STAY = timedelta(hours=3)  # what is left of a part of a day when somebody says "after five"
DAY_BEGINS = 8  # o'clock: before that nobody comes who is not called for the night
EVENING = 22  # o'clock: when the last visit of a day ends
SHORT = 30  # characters of an answer that is a time and little else
TIMES = ("window", "when", "wishes", "summary", "correction")  # questions to which a time may be the answer
_BARE_NUMBER = regex(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[号日]")
_CALL = regex(
    r"打(?:个)?电话|来(?:个)?电(?!视|脑)|回(?:个)?电|电话(?:联系|找|给|打)|打给|联系我|\b(?:call|phone|ring|text|reach)(?:s|ing)?\b(?! ?out)"
)
_VISIT = regex(
    r"上门|派|过来|师傅|人来|来(?!个?电)|[修装换]|\b(?:come|coming|visit|send|engineer|technician|repair|before you|when you)\b"
)
_APART = regex(r"[,，。;；!！?？\n]|\b(?:and|but)\b|但是?|不过")
_NOT = regex(r"不|别|\bnot\b|n't\b|\bbefore\b|之?前")
#: What refuses a time that the reader of times knows nothing of: "不要周末", "not Monday either".
_NOT_THEN = regex(
    r"^(?:但是?|那|我|除了|不要|不是|不能是?|不约|别(?:约|排|安排|在)?|不|(?:but|please|sorry|just|any(?: ?time| ?day)?|anything|other|than|not|no|except|apart from|on|the|for|in|at)\b|[ ,，])+(?=\S)|(?:那天|都|也|又|了|不行|不可以|不方便|没空|不要|不在|either|at all|[ ,，。.!]| is (?:bad|out|no good)|s)+$",
    re.IGNORECASE,
)
_REFUSES = regex(r"不|别|没空|除了|\b(?:not|no|except|but|apart)\b|n't\b", re.IGNORECASE)
_NEXT_MONTH = regex(r"下个?月(?![初中底末上下\d一二三四五六七八九十])|\bnext month\b", re.IGNORECASE)
_AFTER_WORK = regex(r"下班(?:以|之)?后|下了班|\bafter work\b", re.IGNORECASE)
_UP_TO = regex(
    r"(?P<en>\b(?:home|here|in|free|available|there|around|open)(?: tomorrow| today| on \w+)? (?:until|till) )$|(?:在家|有空|有人|都在|方便)[^,，。]{0,3}(?:到|至)$",
    re.IGNORECASE,
)
_NOBODY = regex(r"\b(?:no ?one|nobody|not|never)\b|n't\b|不|没", re.IGNORECASE)
#: Of a day that comes every week: "I'm never home on Thursdays".
_NEVER_THERE = regex(
    r"\b(?:never|seldom|hardly ever|not usually) (?:\w+ )?(?:home|in|here|there|around|free|available)\b|从来?不在|都?不在家|^(?:那|我|就)*除了(?:[^,，。]{1,14}$|[^,，。]{1,10}(?:都|其他|别的|以外|之外))",
    re.IGNORECASE,
)
WORK_ENDS = 18  # o'clock
LONGEST_QUESTION = 60  # characters; in a longer message the words may mean anything
_DONE = regex(
    r"(?:修|弄|做|装|换|搞|完)(?:得)?(?:好|完|定|成|工)(?:了)?|恢复|\b(?:done|finished|fixed|repaired|mended|ready|sorted|completed?|working|over)\b"
)
AN_HOUR = timedelta(hours=1)
_WEEK = "一二三四五六日"
_DAYS_TOGETHER = regex(
    r"(?P<week>(?:下下?|这|本)?个?(?:周|星期|礼拜))(?P<days>[一二三四五六日](?:[、,，/ ]?[一二三四五六日])+)(?![一二三四五六日天点时个起早整号楼单月])"
)
_EITHER = regex(r"或|或者|要么|和|、|\b(?:or|and|either)\b", re.IGNORECASE)
_SLASH = regex(r"\d/\d")  # "8/12" may be either of two days, and is one
_RANGE = regex(r"到|至|[-–—~]|\b(?:to|through|until|till)\b", re.IGNORECASE)
Wanted = tuple[datetime, datetime | None]


def wanted_time(scene: Scene) -> Wanted | None:
    """The time that a message asks for, in the customer's zone: not what is named as impossible."""
    if asks_whether_done(scene):
        return None
    if (round_about := _round_about(scene)) is not None:
        return round_about
    said = _said_times(scene)
    if scene.tracker.asked not in (None, *TIMES) and _BARE_NUMBER.fullmatch(said):
        return None  # "三号" is a machine or a house here
    return _meant(scene, said) or _loosely(scene)


def _round_about(scene: Scene) -> Wanted | None:
    """A time that is told by when somebody goes, comes back or is done with work."""
    return _leaves(scene) or _back(scene) or _after_work(scene)


def asks_whether_done(scene: Scene) -> bool:
    """Whether somebody to whom times are offered asks if the work will be over by then, and chooses none of them."""
    said = answers.plain(scene.text)
    asks = scene.tracker.asked in TIMES and scene.event.kind == "text" and len(said) <= LONGEST_QUESTION
    return asks and answers.asks(scene.text) and bool(_DONE.search(said))


def _after_work(scene: Scene) -> Wanted | None:
    """The evening of the day that is named, or of the next that is left: "tomorrow after work"."""
    said = answers.plain(scene.text)
    short = scene.tracker.asked in TIMES and len(scene.text) <= SHORT and scene.event.kind == "text"
    if not short or not _AFTER_WORK.search(said) or _REFUSES.search(said):
        return None
    now = scene.local(scene.now)
    named = when.interval(_AFTER_WORK.sub(" ", said), scene.lang, now)
    if named is not None and named.grain != "day":
        return None
    day = named.start if named is not None else now + timedelta(days=1 if now.hour >= WORK_ENDS else 0)
    start = day.replace(hour=WORK_ENDS, minute=0, second=0, microsecond=0)
    return start, start.replace(hour=EVENING)


def _leaves(scene: Scene) -> Wanted | None:
    """Before somebody goes away, and so early that the visit is over by then: "I leave at ten tomorrow"."""
    if scene.tracker.asked not in TIMES or len(scene.text) > LONGEST_QUESTION:
        return None
    now = scene.local(scene.now)
    at = when.leaving(scene.heard.text, scene.lang, now)
    if at is None:
        return None
    early = DAY_BEGINS if at.hour > DAY_BEGINS else 0
    start = max(now, at.replace(hour=early, minute=0)) if DAY.search(scene.heard.text) else now
    visit = timedelta(minutes=scene.plan.visits.minutes - 1) if scene.plan is not None else timedelta()
    return start, max(at - visit, start + timedelta(minutes=1))


def _back(scene: Scene) -> Wanted | None:
    """From when on somebody is there who is away or taken up until then."""
    said = engaged.until(scene.heard.text)
    found = when.interval(said, scene.lang, scene.local(scene.now)) if said else None
    if found is None:
        return None
    if found.end is not None and found.grain != "halfday":
        return found.start, found.end  # that day
    return found.start, max(found.start.replace(hour=EVENING, minute=0), found.start + LATEST_STAY)


def _loosely(scene: Scene) -> Wanted | None:
    """What names no day and no hour, in answer to when it suits: "next month"."""
    if scene.tracker.asked not in TIMES or len(scene.text) > SHORT or scene.event.kind != "text":
        return None
    now, said = scene.local(scene.now), answers.plain(scene.text)
    if _NEXT_MONTH.search(said) and not _REFUSES.search(said):
        month = (now.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=32)).replace(
            day=1
        )
        return month, month + timedelta(days=28)
    return None


def sends(text: str) -> bool:
    """Whether there are words of somebody who is to come."""
    return bool(_VISIT.search(text))


_NUMBER_OF_A_HOUSE = regex(r"\d{1,5}(?:[号日]|st|nd|rd|th)?")


def names_a_time(scene: Scene) -> bool:
    """Whether a message that may be about an address or a number names a day or an hour beside it ("13号" is a house)."""
    named = _times(scene)
    return (
        any(not _NUMBER_OF_A_HOUSE.fullmatch(e.text.strip()) for e in named)
        and wanted_time(scene) is not None
    )


def named_time(scene: Scene) -> Wanted | None:
    """The time that a message names last, whatever is said of it: "I have to leave at eleven"."""
    named = _times(scene)
    return _meant(scene, named[-1].text) if named else None


def _meant(scene: Scene, said: str) -> Wanted | None:
    """From the first to the last time that is meant; what lies between them is told by :func:`between`."""
    found = _all_meant(scene, said)
    return (found[0][0], found[-1][1] if len(found) == 1 else _end(found[-1])) if found else None


def _end(wanted: Wanted) -> datetime:
    return wanted[1] or wanted[0] + AN_HOUR


def _all_meant(scene: Scene, said: str) -> list[Wanted]:
    """The times that are meant, in their order: one, or several that leave something out between them ("Mon or Tue
    morning", 下周一二三上午)."""
    if not said:
        return []
    now = scene.local(scene.now)
    day = scene.tracker.slots.get("wished_day")
    if day and not DAY.search(said):  # "tomorrow" was said before, and now "in the morning"
        now = max(now, datetime.fromisoformat(day).astimezone(now.tzinfo))
    found = when.interval(_each_day(said), scene.lang, now)
    if found is None:
        return []
    readings = [(found.start, found.end)]
    if found.readings and not _SLASH.search(said):
        starts = [start for start, _ in found.readings]
        if starts == sorted(starts) or _EITHER.search(
            said
        ):  # else "make it Monday, at the weekend we're away"
            readings = sorted(found.readings)
    if found.end is not None and _FROM_ON.search(said):
        readings = [(start, _all_evening(start, end)) for start, end in readings]
    if len(readings) > 1 and _RANGE.search(said):
        return [(readings[0][0], max(_end(r) for r in readings))]
    merged: list[Wanted] = []
    for start, end in readings:
        if merged and start <= _end(merged[-1]):  # "Saturday and Sunday"
            merged[-1] = (merged[-1][0], max(_end(merged[-1]), end or start + AN_HOUR))
        else:
            merged.append((start, end))
    return merged


def _all_evening(start: datetime, end: datetime | None) -> datetime | None:
    """ "After five" ends at no six."""
    if end is None or end - start >= LATEST_STAY:
        return end
    return max(end, start.replace(hour=EVENING, minute=0))


def _each_day(said: str) -> str:
    """Weekdays that are told in one word, each by itself: 下周一二三 is 下周一、下周二、下周三."""

    def apart(m: re.Match[str]) -> str:
        days = [d for d in m["days"] if d in _WEEK]
        places = [_WEEK.index(d) for d in days]
        if places != sorted(set(places)):
            return m[0]
        return "、".join(f"{m['week']}{day}" for day in days)

    return _DAYS_TOGETHER.sub(apart, said)


def between(scene: Scene) -> list[tuple[datetime, datetime]]:
    """What lies between the times of a message that names several."""
    found = told(scene)
    return [(_end(one), following[0]) for one, following in pairwise(found)]


def told(scene: Scene) -> list[Wanted]:
    """The times of a message one by one, where it names several."""
    if (round_about := _round_about(scene)) is not None:
        return [round_about]
    return _all_meant(scene, _said_times(scene))


#: A day told behind an address, with nothing but a blank between them.
_BEHIND = regex(
    r"[ ,，;；]+(?P<t>(?:下下?|这|本)?个?(?:周|星期|礼拜)[一二三四五六日天末].{0,10}|[今明后][天晚].{0,10}|\d{1,2}月\d{1,2}[号日].{0,10})$"
)


#: "A bit slower" is no one o'clock.
_A_BIT = regex(r"[慢快宜轻小大好多少高低亮热冷近远细](?:一)?点(?!钟|半|多|\d)")


def without_time(address: str) -> str:
    """An address without the day that was told behind it."""
    return _BEHIND.sub("", address)


def _times(scene: Scene) -> list[Entity]:
    """The times in a message, also one that was read as the end of an address."""
    text = scene.heard.text
    bits = [m.span() for m in _A_BIT.finditer(scene.heard.text)]
    found = [
        e for e in scene.heard.entities
        if e.entity == "visit_time" and not any(a <= e.start and e.end <= b for a, b in bits)
    ]  # fmt: skip
    if (
        not found and len(text) <= SHORT and text == normalise(text).text
    ):  # 我11点要出门 is no visit, and a time
        found = [
            Entity("visit_time", text[a:b], text[a:b], a, b)
            for a, b in proposals.spans(text, device=False)
            if not any(x <= a and b <= y for x, y in bits)
        ]
    for e in scene.heard.entities:
        behind = _BEHIND.search(e.text) if e.entity == "address" else None
        if behind is not None:
            start = e.start + behind.start("t")
            found.append(Entity("visit_time", behind["t"], behind["t"], start, e.end))
    return found


def _named_times(scene: Scene) -> tuple[list[Entity], list[Entity]]:
    """The times in a message: those that stand, and those that are named as impossible."""
    text = scene.heard.text
    named = [e for e in _times(scene) if not _of_a_call(scene, e)]
    standing = when.standing(text) if named else []
    held = [
        e
        for e in named
        if any(a < e.end and e.start < b for a, b in standing) and not _NEVER_THERE.search(_clause(text, e))
    ]
    return held, [e for e in named if e not in held]


def _said_times(scene: Scene) -> str:
    """The words from the first to the last time in a message that stands: "Monday to Wednesday, not Thursday"."""
    held, out = _named_times(scene)
    text = scene.heard.text
    if (
        not held
        and not out
        and scene.tracker.asked in TIMES
        and len(text) <= SHORT
        and call_wish(scene) is None
        and not _NEVER_THERE.search(text)
    ):
        text = _A_BIT.sub(lambda m: "　" * len(m[0]), text)
        standing = when.standing(text)  # "anytime today": in answer to when it suits
        said = text[standing[0][0] : standing[-1][1]] if standing else ""
        return "" if _BARE_NUMBER.fullmatch(said) else said
    if not held:
        return ""
    spans = when.standing(text) if len(text) <= SHORT else []
    end = max(
        b for a, b in [*spans, (held[-1].start, held[-1].end)] if a < held[-1].end and held[-1].start < b
    )
    start, said = held[0].start, text[held[0].start : end]  # "下周一都可以，上午": with its hour
    head = text[:start]
    if len(held) == 1 and not _NOBODY.search(head) and (limit := _UP_TO.search(head)) is not None:
        return f"until {said}" if limit["en"] else f"{said}前"  # "I'm free until noon"
    return said


#: A day left out within the words of a time: "next week any day but Tuesday".
_BUT_DAY = regex(r"\b(?:but|except|apart from|other than)(?: for| on)? (?P<day>[a-z]{3,9})$", re.IGNORECASE)


def impossible(scene: Scene) -> list[tuple[datetime, datetime]]:
    """When nobody is there: "any day but Wednesday", "not Monday either", 不要周末."""
    if (back := _back(scene)) is not None:
        return [(scene.now, back[0])]
    held, out = _named_times(scene)
    said = [e.text for e in out]
    said += [but["day"] for e in held if (but := _BUT_DAY.search(e.text)) is not None]
    now, whole = scene.local(scene.now), scene.heard.text
    refuses = _REFUSES.search(scene.text) or _NEVER_THERE.search(scene.text)
    if not said and len(scene.text) <= SHORT and refuses and wanted_time(scene) is None:
        said = [scene.text]
    found = [when.interval(_NOT_THEN.sub("", text), scene.lang, now) for text in said]
    times = [(f.start, f.end) for f in found if f is not None]
    about = scene.tracker.asked in TIMES or scene.tracker.flow is None
    if about and len(whole) <= LONGEST_QUESTION and call_wish(scene) is None:
        times += when.impossible(whole, scene.lang, now)
    return list(dict.fromkeys(_around(scene, *time) for time in times))


def _around(scene: Scene, start: datetime, end: datetime | None) -> tuple[datetime, datetime]:
    """When a visit may not begin for somebody who is not there at a time."""
    if end is not None:
        return start, end
    visit = timedelta(minutes=scene.plan.visits.minutes - 1) if scene.plan is not None else timedelta()
    return start - visit, start + timedelta(hours=1)


def call_wish(scene: Scene) -> str | None:
    """The words that say when a call suits ("don't call before ten"), and are no wish for a visit."""
    named = [e for e in scene.heard.entities if e.entity == "visit_time"]
    found = next((e for e in named if _of_a_call(scene, e)), None)
    return _clause(scene.heard.text, found).strip() if found is not None else None


def call_at(scene: Scene) -> datetime | None:
    """From when on a call was asked for, where that is said."""
    words = call_wish(scene)
    found = (
        when.interval(words, scene.lang, scene.local(scene.now)) if words and not _NOT.search(words) else None
    )
    return found.start if found is not None else None


def _of_a_call(scene: Scene, entity: Entity) -> bool:
    """Whether a time stands with the words for a call, or beside the telephone number that was asked for."""
    clause = _clause(scene.heard.text, entity)
    if _VISIT.search(clause):
        return False
    answered = scene.tracker.asked == "phone" and scene.entity("phone") is not None
    return bool(_CALL.search(clause)) or (answered and not _VISIT.search(scene.heard.text))


def _clause(text: str, entity: Entity) -> str:
    start = max((m.end() for m in _APART.finditer(text, 0, entity.start)), default=0)
    end = next((m.start() for m in _APART.finditer(text, entity.end)), len(text))
    return text[start:end]
