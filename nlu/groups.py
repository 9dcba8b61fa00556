"""Serial numbers that stand in groups as on their plates, with nothing beside them that says what they are.

"R 88 20 416", "0419 GH 2207", "1 2 A 7 7 3", "GS 250 / 1187".  Letters are capitals, which is what tells them from words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.scans import scan

#: Read in one way only, or what is repeated and fails would take for ever.
_TOKEN = r"(?:[A-Z]{1,5}(?:\d{1,6}[A-Z]?)?|\d{1,8}(?:[A-Z]{1,3}\d{0,3})?)(?![A-Za-z0-9])"
_GROUPS = scan(
    rf"(?<![A-Za-z0-9_\-/.#@+$£€%°:])(?:{_TOKEN}(?: ?- ?| / | \. |\.(?=[A-Z0-9])| )){{1,14}}{_TOKEN}(?![A-Za-z0-9_@%°:]|[-/.][A-Za-z0-9]| ?[:°%]\d| \d| [A-Z]\d)"
)
_PIECE = regex(r"[A-Z0-9]+")
_GAP = regex(r"[ ./]+")
_FORM = regex(r"\d")
#: Before it, and part of something else: "Room 12 40", "GW50K 220".
_OTHER_BEFORE = regex(
    r"(?:\b(?:room|unit|flat|gate|bay|line|floor|page|order|ref|ticket|invoice|po|tel|phone|mobile|call|ring|ext|blk|block|lot|plot|rm|lines?|doors?|cameras?|heads?|units|machines|rooms|floors|beds?|valves?|lanes?|zones?|at|around|about|from|between|code|codes|error|errors|fault|faults|alarm|message|says|shows|reads|displays?|showing|reading|电话|手机|打|报|跳|闪|显示|代码|故障|错误|微信|号楼|室|房|单号|订单)|[A-Z][a-z]+)[ :]*$"
)
#: What several gauges say: "temps 7.1 7.4 7.9".
_READINGS = regex(r"(?:\d{1,3}\.\d{1,2} ?){2,}")
_MEASURED = regex(
    r" ?(?:rpm|kwh|kw|hours?|pages|km|kg|mm|cm|volts?|v\b|amps?|bars?|psi|ppm|litres?|l\b|ml|mins?|minutes|seconds|degrees|deg|usd|eur|gbp|度|元|块|转|页|小时|分|秒|米|公里|公斤|斤|月|日|年|点|号楼|楼|栋|单元|室)"
)
#: What is no head of a plate.
_NO_HEAD = frozenset(
    "RM RMB CNY USD EUR GBP SGD HKD NZD AUD INR JPY JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC MON TUE WED THU FRI SAT SUN HTTP HTTPS ERR ALM AL ERROR ALARM FAULT CODE TEL FAX PH RMA REF IP MAC NO NR ISO IEC DIN USB HDMI AM PM CO PIN PO BOX UTC GMT VER REV V OK OFF ON AND OR THE TO AT IN OF IS UNIT ROOM GATE BLK LOT APT".split()
)
_CODE_HEADS = frozenset("E F ER EF H C U P L A".split())


def find(n: Normal) -> Iterator[tuple[str, str, int, int]]:
    """(kind, value, start, end) of each in a normal text."""
    raw = n.raw[:5000]
    if raw.isascii() and raw.isupper():
        return  # who shouts writes everything in capitals
    for m in _GROUPS.finditer(raw):
        start, end = _own(raw, m.start(), m.end())
        if start < end and _is_plate(raw, start, end):
            value = _GAP.sub("", raw[start:end])
            a, b = (start, end) if n.back is None else (bisect_left(n.back, start), bisect_left(n.back, end))
            yield "serial_number", value, a, b


def _own(raw: str, start: int, end: int) -> tuple[int, int]:
    """Without words of its beginning that are written in capitals and are no part of it."""
    while (piece := _PIECE.match(raw, start, end)) is not None and piece[0] in _NO_HEAD:
        start = piece.end()
        while start < end and not raw[start].isalnum():
            start += 1
    return start, end


def _is_plate(raw: str, start: int, end: int) -> bool:
    said = raw[start:end]
    pieces = _PIECE.findall(said)
    digits = sum(c.isdigit() for c in said)
    groups = [p for p in pieces if any(c.isdigit() for c in p)]
    letters = any(p[0].isalpha() or p[-1].isalpha() for p in pieces)
    if len(groups) < 2 or not 4 <= digits <= 18 or _MEASURED.match(raw, end):
        return False
    if " " not in said and not ("." in said and pieces[0].isalpha() and len(pieces[0]) > 1):
        return False  # F0001.2, K220-117
    if _OTHER_BEFORE.search(raw, max(0, start - 16), start) or _READINGS.fullmatch(said):
        return False
    words = said.split()
    if len(words) == 2 and pieces[0][0].isalpha() and _FORM.sub("9", words[0]) == _FORM.sub("9", words[1]):
        return False  # two of a kind: "W-05 W-06"
    single = sum(len(p) == 1 for p in pieces)
    if not letters:
        return 5 <= digits <= 13 and digits != 8 and 2 * single > len(pieces) and len(pieces) >= 4
    if digits + sum(c.isalpha() for c in said) < 6 or (pieces[0] in _CODE_HEADS and digits < 6):
        return False
    if any(p.isalpha() and len(p) > 3 for p in pieces):
        return single > 2
    return not (len(groups) == 2 and pieces[-1][:2] in ("19", "20") and len(pieces[-1]) == 4)
