"""Which hours of a day are meant: parts of the day, exact times and stretches."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from nlu.days import Span, within_a_part
from nlu.numerals import value
from nlu.patterns import regex
from nlu.timewords import Token

_FIVES = regex(r".*[点时][一二三四六七八九]")  # 两点九: the hand stands at the nine
BY = regex(
    r"by|by latest|latest.*|up .*|.*\bnow\b.*|on or before|(?:no|not) later than|at the .*|最[晚迟]|不[晚迟]于"
)
BEGINS = regex(r"not\b|no\b|from|onwards|on or|or |and |as of|at the|starting|beginning|最|不")
PARTS = {
    "morning": (8, 12),
    "noon": (11, 13),
    "afternoon": (12, 18),
    "evening": (18, 22),
    "dawn": (0, 6),
    "daytime": (8, 18),
}


def _part_name(text: str) -> str:
    if re.search(r"[午中]饭.?前$", text):
        return "morning"
    if (
        re.search(r"前$|晚饭.?前$|^(?:by|before) (?!.*lunch)|^(?:eod|cob|the end|end of|close)", text)
        and text != "前半晌"
    ):
        return "daytime"
    if re.search(r"凌晨|midnight", text):
        return "dawn"
    if (
        text.endswith(" lunch") and text.startswith(("before", "till", "until", "by", "up to"))
    ) or text == "前半晌":
        return "morning"
    if (
        text == "after lunch"
        or text.startswith(("后半", "下半"))
        or text in ("后晌", "下晌", "过晌")
        or re.search(r"[午中]饭.?后$", text)
    ):
        return "afternoon"
    if (
        re.search(r"中午|正午|晌午|noon|midday|lunch", text)
        and not text.startswith("fore")
        and "afternoon" not in text
    ):
        return "noon"
    if re.search(r"下午|下昼|晏昼|午后|afternoon|arvo|^p|^aft$", text):
        return "afternoon"
    if re.search(r"晚|夜|擦黑|傍黑|dinner|supper|^eve$|evening|night|nite", text):
        return "evening"
    return "morning"


def in_day(
    day: date, found: Span | None, rest: list[Token], now: datetime, *,
    named: bool, implied: str | None = None,
) -> Span | None:  # fmt: skip
    """A part of a day, an exact time, or a stretch within a day."""
    part, several = implied, False
    clocks: list[tuple[int, int, str | None]] = []
    for token in rest:
        if token.kind == "part":
            name = _part_name(token.text)
            if name == "noon" and (
                token.text.removeprefix("12 ") in ("noon", "midday", "正午") or (clocks and not part)
            ):
                clocks.append((12, 0, "noon"))
            else:
                part = name
        elif token.kind in ("clock", "short", "hm", "ampm", "bare", "wordy", "military"):
            hour, minute, half = _hour(token)
            if token.kind == "clock" and token["cv"]:  # 三四点
                clocks.append((int(value(token["cv"]) or 0), 0, half or part))
                several = True
            clocks.append((hour, minute, half or part))
    if clocks and part and not clocks[0][2]:
        clocks = [(h, m, half or part) for h, m, half in clocks]
    kinds = {t.kind for t in rest} | ({"range"} if several else set())
    kinds |= {"by" for t in rest if t.kind == "before" and BY.fullmatch(t.text)}
    kinds |= {"begins" for t in rest if t.kind == "after" and BEGINS.match(t.text)}
    if len(clocks) == 1 and any(t.kind == "range" and t.text == "from" for t in rest):
        kinds.add("after")
    if not clocks:
        return _part(day, part or "morning", kinds, now, named=named)
    if found is not None and found[2] in ("week", "weekend"):
        return found
    return _times(day, clocks, kinds, now, named=named)


def _hour(token: Token) -> tuple[int, int, str | None]:
    if token.kind == "short":  # 差一刻五点
        hour = int(value(token["sh"] or "") or 0)
        before = 15 if token["sq"] == "一刻" else int(value(token["sq"] or "") or 0)
        return (hour - 1) or 12, 60 - min(before, 59), None
    if token.kind == "clock":
        hour = int(value(token["ch"] or "") or 0)
        quarter = {"半": 30, "一刻": 15, "三刻": 45}.get(token["cq"] or "")
        minute = quarter if quarter is not None else int(value(token["cm"]) or 0) if token["cm"] else 0
        fives = token["cz"] or token["cx"] or (token["cm"] if _FIVES.fullmatch(token.text) else None)
        if fives:  # in Cantonese a 字 is five minutes
            minute = 5 * int(value(fives) or 0)
        return hour, min(minute, 59), None
    if token.kind == "hm":
        mark = (token["hap"] or "")[:1]
        hour = int(token["hh"] or 0)
        return (
            hour,
            int(token["hmm"] or 0),
            {"a": "morning", "p": "afternoon"}.get(
                mark, "24h" if (token["hh"] or "").startswith("0") or hour > 12 else None
            ),
        )
    if token.kind == "ampm":
        mark = (token["ap"] or "")[:1]
        if token["ah"] == "12" and mark == "a":
            return 0, 0, "24h"
        return int(token["ah"] or 0), 0, {"a": "morning", "p": "afternoon"}.get(mark)
    if token.kind == "military":
        return int(token["fh"] or token["fh2"] or 0), int(token["fm"] or token["fm2"] or 0), "24h"
    if token.kind == "wordy":
        return _in_words(token)
    return int(token["bh"] or 0), int(token["bm"] or 0), None


def _in_words(token: Token) -> tuple[int, int, str | None]:
    """Half past three, quarter to five, ten o'clock, three thirty pm."""
    hour = int(value(token["wh"] or token["wo"] or token["wb"] or token["wc"] or "") or 0)
    mark = ((token["wap"] or token["wam"] or "").strip())[:1]
    half = {"a": "morning", "p": "afternoon"}.get(mark)
    tail = (token["wt"] or token["wbt"] or token["wct"] or "").strip(" -")
    minute = {"thirty": 30, "fifteen": 15}.get(tail, 45 if tail else 0)
    spoken = (token["wq"] or "").removeprefix("a ")
    if spoken.startswith("half"):
        minute = 30
    elif spoken:
        amount = spoken.rsplit(" ", 1)[0]
        minute = 15 if amount == "quarter" else int(value(amount) or 0)
        if spoken.endswith(("to", "of")):
            hour, minute = (hour - 1) or 12, 60 - minute
    return hour, minute, half


def _part(day: date, part: str, kinds: set[str], now: datetime, *, named: bool) -> Span | None:
    a, b = PARTS[part]
    start, end = _at(day, a, 0, now), _at(day, b, 0, now)
    if part == "daytime" and day == now.date() and now.hour >= 12:
        start = _at(day, 12, 0, now)
    if "before" in kinds:
        start = _at(day, 8, 0, now)
        ends = b if "by" in kinds and part != "noon" else 12 if part in ("noon", "afternoon") else a
        end = _at(day, ends, 0, now)
        if end <= start:  # before the morning of a day
            return _future(_at(now.date(), 0, 0, now), end, now, named=named)
    if "after" in kinds and "begins" not in kinds and b < 22:
        start, end = end, _at(day, 18 if b < 18 else 22, 0, now)
    if end <= now:
        if named:
            return None
        start, end = start + timedelta(days=1), end + timedelta(days=1)
    return start, end, "halfday"


def _at(day: date, hour: int, minute: int, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo) + timedelta(hours=hour, minutes=minute)


def _resolve(hour: int, part: str | None) -> int:
    """The hour of the day that is meant."""
    if part == "24h" or hour > 12:
        return hour
    if part == "noon":
        return hour if hour >= 11 else hour + 12
    if part in ("afternoon", "evening"):
        return hour + 12 if hour < 12 else (24 if part == "evening" else 12)
    if part in ("morning", "dawn"):
        return 0 if hour == 12 and part == "dawn" else hour
    return hour + 12 if 1 <= hour <= 6 else hour  # nobody visits at three at night


def _times(
    day: date, clocks: list[tuple[int, int, str | None]], kinds: set[str], now: datetime, *, named: bool
) -> Span | None:
    marked = next((p for _, _, p in reversed(clocks) if p), None)
    first, minute, part = clocks[0]
    start = _at(
        day, _resolve(first, part or (marked if len(clocks) > 1 and first != 12 else None)), minute, now
    )
    if len(clocks) > 1 and ("range" in kinds or {"after", "before"} <= kinds):  # "after two, before four"
        hour, minute, half = clocks[1]
        end = _at(day, _resolve(hour, half or part), minute, now)
        if end <= start and hour < 12:
            end += timedelta(hours=12)
        if end.date() > start.date() and first in (5, 10):  # "ten to six this evening"
            at = end - timedelta(hours=12, minutes=first)
            return (at, None, "minute") if at > now else None
        if start > end or (
            start.hour >= 12 and first <= 11 and part is None and marked == "afternoon" and first > hour
        ):
            start -= timedelta(hours=12)
        return _future(start, end, now, named=named)
    if start <= now and not named and part is None and first < 12 and start.hour < 12:
        later = start + timedelta(hours=12)
        start = later if later > now and 18 <= later.hour <= 21 else start
    if "before" in kinds:
        begin = _at(day, 18 if marked == "evening" and start.hour > 18 else 8, 0, now)
        if start <= begin:
            begin = _at(day, 0, 0, now)
        return _future(begin, start, now, named=named)
    if "after" in kinds:
        end_hour = next((b for a, b in ((8, 12), (12, 18), (18, 22)) if start.hour < b), 24)
        return _future(start, _at(start.date(), end_hour, 0, now), now, named=named)
    if start <= now:
        if named and start.date() <= now.date():
            return None
        start += timedelta(days=1)
    return start, None, "minute"


def _future(start: datetime, end: datetime, now: datetime, *, named: bool) -> Span | None:
    if end <= now:
        if named:
            return None
        start, end = start + timedelta(days=1), end + timedelta(days=1)
    return start, end, within_a_part(start, end)
