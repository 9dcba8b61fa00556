"""Codes that are told in company: two by turns, one glued to the next, a name in capitals with its number, and what logs write."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from nlu.displays import WORDS
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.scans import scan

MOST = 40  # codes of one message
_ONE = r"[A-Za-z]{1,2}-?\d{1,3}"
_OWN = r"(?<![A-Za-z0-9_\-./%])"
_OVER = r"(?![A-Za-z0-9_\-%°/]|\.\d)"
#: "L2 then F28 then L2": one after the other, as nothing but codes come; by "and" where it is said that they take turns.
_TURNS = scan(
    rf"{_OWN}{_ONE}(?: ?,? (?:and )?then ?(?:just |an? )?{_ONE}{_OVER})+"
    rf"|{_OWN}{_ONE}(?: ?(?:and|or|/|&|,) ?{_ONE})+(?=,? (?:(?:by turns|in turns?|alternat|taking turns|coming and going|flash|blink|c[ao]mes? up|keeps? c)|on (?:the|its|our) (?:[a-z]+ )?(?:display|screen|panel|unit|controller|readout|keypad|remote|thermostat)))"
    rf"|(?<![A-Za-z0-9\-./%])(?:{_ONE}|\d[A-Fa-f]\d?)(?:[ ,，、]{{0,2}}(?:和|跟|与|、|又|/)[ ]?(?:{_ONE}|\d[A-Fa-f]\d?))+(?=(?:两个|俩)?(?:故障码?|代码)?(?:一直|老|来回|不停)?(?:轮[着流番]|交替|换着|来回|倒着|轮换))"
)
_EACH = regex(r"[A-Za-z]{1,2}-?\d{1,3}|\d[A-Fa-f]\d?")
#: 报E-07E-08: both of one form, with nothing between.
_GLUED = scan(
    r"(?<![A-Za-z0-9\-./])(?P<a>(?P<h>[A-Za-z]{1,3})-\d{2,3})(?P<b>(?P=h)-\d{2,3})(?![A-Za-z0-9\-])"
)
#: 报高压HP2, 跳缺相E05: what it is, and the code.
_WORDED = regex(
    r"(?<![预汇申上举播登填谎])(?:报|跳|弹|报警|告警)(?:了|的是|出)?(?![价名修销])[\u4e00-\u9fff]{1,4}(?<![型机款台的在到楼层号])(?P<n>[A-Z]{1,3}-?\d{1,3})(?![A-Za-z0-9\-./%]|[号楼层栋座室台路]| ?\d)"
)
#: As logs write: %SYS-2-RELOAD, TBL_MTR_FLT, CAM_TO_05.
_LOGGED = scan(
    r"%[A-Z][A-Z0-9_]{1,16}-\d-[A-Z][A-Z0-9_]{2,24}(?![A-Za-z0-9_\-])|(?<![A-Za-z0-9_\-./%@])[A-Z]{2,12}(?:_[A-Z0-9]{1,12}){1,5}(?:\(-?\d{1,4}\))?(?![A-Za-z0-9_@]|-[A-Za-z])"
)
#: "it said SYS 31", 屏上写 EVSE 0x14: capitals and a number on what shows or tells.
_SAYS = r"(?:\b(?:say(?:s|ing)?|said|shows?|showed|showing|reads?|reading|displays?|displayed|displaying|flash(?:es|ed|ing)|screen|panel|display|console|readout|alarms?|alrm|error|fault)(?: (?:is|was|just|only|now|me|us|out|on))?|写着?|显示|(?<![预汇申上举播])报|弹出?|跳出?|屏上?)"
_NAMED = scan(
    rf"{_SAYS}[ :,\"'“「]{{1,3}}(?P<n>(?!(?:{WORDS}|CODE|ROOM|FLOOR|UNIT|ALM|ISO|IEC|DIN|ANSI|VER|REV|SIZE|PAGE|MODE|STEP|CH|CAM)(?![A-Z]))[A-Z]{{2,8}}(?: [A-Z]{{2,8}})?[ ](?:0x[0-9A-Fa-f]{{1,8}}|\d?[A-Z]?\d{{1,4}}(?:-\d{{1,3}})?)){_OVER}(?! (?:times|percent|degrees|minutes|hours|bar|psi|volts?|rpm|of)\b| \d)"
)
#: "say "TAMPERED"", 显示“缺料”: in quotes after what tells, in capitals that are no word of every display.
_QUOTED = scan(
    rf"{_SAYS}[ :,]{{0,2}}[\"“「](?P<n>(?!(?:{WORDS})[\"”」])[A-Z]{{3,12}}(?:[ \-_][A-Z]{{2,12}}){{0,2}}(?:[ \-]?\d{{1,4}})?)[\"”」]"
)


def find(n: Normal) -> list[tuple[str, int, int]]:
    """(code, start, end) in the original text."""
    return list(islice(_find(n.raw[:5000]), MOST))


def _find(raw: str) -> Iterator[tuple[str, int, int]]:
    if raw.isascii() and raw.isupper():
        return
    for m in _TURNS.finditer(raw):
        for one in _EACH.finditer(raw, *m.span()):
            yield one[0], *one.span()
    for m in _GLUED.finditer(raw):
        yield m["a"], *m.span("a")
        yield m["b"], *m.span("b")
    for p in (_NAMED, _QUOTED):
        for m in p.finditer(raw):
            yield m["n"], *m.span("n")
    for m in _WORDED.finditer(raw) if not raw.isascii() else ():
        yield m["n"], *m.span("n")
    for m in _LOGGED.finditer(raw) if "_" in raw or "%" in raw else ():
        yield m[0], *m.span()
