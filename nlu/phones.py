"""Phone numbers, written and spoken.  A number that no form shows to be one needs a word beside it that says so."""

from __future__ import annotations

import re

from nlu.patterns import regex
from nlu.scans import scan
from nlu.spelling import Run, runs

DIALLED = 9  # digits at least of a number that begins with a 0: fewer are a piece of one
#: A digit; the letter O is typed for a zero.
_D = r"[\do]"
_WRITTEN = scan(
    r"\+\(?\d(?:[ \-().]{0,2}\d){6,14}(?![a-z0-9])|(?<![a-z0-9\-#])(?<!\d\.)1[3-9]\d{9}(?= \d{1,5}[a-z]? [a-z])"
    rf"|(?<![a-z0-9\-#])(?<!\d\.)\+?\(?(?:\d|o(?=\d))(?:[ \-()]{{0,2}}{_D}){{6,14}}(?![a-z0-9]| ?(?:[张元块度页米]|小时|rupees|yen|usd|pages|kwh))"
)
#: Eight digits in the two groups of Hong Kong and Singapore, often right behind a name.
_EIGHT = scan(
    r"(?:(?<![a-z0-9\-#.])|(?<=[a-z]{3}))[5689]\d{3} \d{4}(?![\w\-]| \d| ?(?:rpm|kwh|pages|hours?))", re.ASCII
)
_DATE = regex(
    r"(?:19|20)\d\d[\-/ .](?:0?[1-9]|1[0-2])[\-/ .](?:0?[1-9]|[12]\d|3[01])(?!\d)|(?:19|20)\d\d ?- ?(?:19|20)\d\d(?!\d)"
)
_DOORS = regex(r"\d{1,3}-\d{1,2}-\d{3,4}")
_A_PLACE = regex(r"[路街巷弄号苑园城湾季期里区村府庭院邨寓家庄堤墅郡居坊轩阁座栋幢厦] ?$")
#: Right before it: her number, that of a department; whoever it is, before a number that is a clause of its own.
_BESIDE = regex(
    r"[她他](?:的?电话)?[是:]?$|(?:先生|女士|小姐|太太|师傅|老师|经理|主任|女儿|儿子|老婆|老公|媳妇|阿[姨伯婆公]|[工总姐哥叔婶姨伯嫂]|[科站店班队校]长)[,， ]{1,2}$"
)
_ALONE = regex(r"[2-8]\d{6,7}")
_PLUS = regex(r"(?:(?<![a-z])plus|加号?)[ ,，]*$")
_MOBILE = regex(r"1[3-9]\d{9}")
_LANDLINE = regex(r"0\d{2,3}\d{7,8}|[48]00\d{7}")
_CUE = regex(
    r"(?:电话|手机|手提|座机|总机|热线|号码|微信|短信|联系(?:方式|人)?|打(?![印不开扫包工折卡票单水火])给?|[致回]电|拨|\b(?:call|phone|mobile|mob|ph|tel|reach|number|ring|text|cell|whatsapp|contact|get me))[^0-9.。!！?？]{0,26}$",
    re.ASCII,
)
_OR = regex(r"[ ,/、]{0,3}(?:或者?|和|or|and)?[ ]?")
_CUE_AFTER = regex(
    r"[ ,，(（]{0,2}(?:(?:is|'s|是|就是|为) ?)?(?:(?:my|our|the|his|her|我们?的?|他的?|她的?) ?)?[^\W\d]{0,8} ?(?:电话|手机|座机|号码|mobile|cell|phone|number|whatsapp)"
)


#: What is dialled after the number, or inside a house without it: "ext. 9", 分机 66, 转8119.
_EXTENSION = scan(
    r"[ ,，;(（]{0,2}(?:(?<![a-z])ext(?:ension|n)?\b\.?|(?<=\d) ?x(?=\d)|分机号?|转(?:接)?|内线)[ :：]{0,2}\d{1,5}(?![\d\-]|[张元块度页米次台个条]|\.\d)"
)
_INSIDE = scan(
    r"(?:(?:(?<![a-z])ext(?:ension|n)?\b\.?|(?:分机|内线|短号|小号)号?[码是]?)[ :：]{0,2}(?P<n>\d{3,6})|(?<=电话|座机|总机|热线|前台)(?P<n2>转 ?\d{3,5})|(?<![\d.\-a-z])(?P<n3>\d{4} ?转 ?\d{3,5}))(?![\d\-]|[a-z]| (?:is|was|has|won't|does|keeps|rings)\b|[打接]?[不没]|坏|断|线|[张元块度页米次台个条]|\.\d)"
)


def phone_value(digits: str) -> str | None:
    """A number in its own form where the digits alone show a phone: a mainland one, or one dialled with 00."""
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    if digits.startswith("86") and _MOBILE.fullmatch(digits[2:]):
        return digits[2:]
    if digits.startswith("00") and 11 <= len(digits) <= 15 and digits[2] != "0":
        return phone_value(digits[2:]) if digits.startswith("0086") else "+" + digits[2:]
    return None


def without_extension(phone: str) -> tuple[str, str]:
    """The number that is dialled, and the extension of a phone as a call tells it ("4402881906 ext 22")."""
    number, _, extension = phone.partition(" ext ")
    return number, extension


def find(text: str, spelled: list[Run]) -> list[tuple[str, int, int]]:
    """(number, start, end) of each phone in a normal text."""
    found: list[tuple[str, int, int]] = []
    for m in _WRITTEN.finditer(text):
        digits = re.sub(r"\D", "", m[0].replace("o", "0"))
        if m[0].count("o") > 4 or _DATE.match(text, m.start()) or _is_door(text, *m.span()):
            continue
        other = found and _OR.fullmatch(text, found[-1][2], m.start())
        value = _written(m[0], digits, cued=bool(other) or _cued(text, *m.span()))
        if value is not None:
            found.append((value, *m.span()))
    for m in _EIGHT.finditer(text):
        if not any(a < m.end() and m.start() < b for _, a, b in found):
            found.append((m[0].replace(" ", ""), *m.span()))
    found = [(value, a, _extended(text, b)) for value, a, b in found]
    for m in _INSIDE.finditer(text):
        a, b = m.span(m.lastgroup or 0)
        if not any(x < b and a < y for _, x, y in found):
            found.append(("ext " + re.sub(r"\D", "", m[0]), a, b))
    for run in spelled:
        if not run.value.isdigit() or len(run.value) < 7 or _DATE.match(text, run.start):
            continue
        start, value = _spoken(text, run)
        if value is not None and not any(a < run.end and start < b for _, a, b in found):
            found.append((value, start, run.end))
    return found


def _is_door(text: str, start: int, end: int) -> bool:
    """Whether it is house, stairs and door behind a place: 青岛路36-2-1701."""
    return bool(_DOORS.fullmatch(text, start, end) and _A_PLACE.search(text, max(0, start - 2), start))


def _extended(text: str, end: int) -> int:
    """Where a number ends with its extension."""
    more = _EXTENSION.match(text, end)
    return more.end() if more else end


def _cued(text: str, start: int, end: int) -> bool:
    if _CUE.search(text, max(0, start - 36), start) or _CUE_AFTER.match(text, end):
        return True
    return bool(_ALONE.fullmatch(text, start, end) and _BESIDE.search(text, max(0, start - 8), start))


def _written(said: str, digits: str, *, cued: bool) -> str | None:
    if said.startswith("+"):
        digits = digits if "(0)" not in said else re.sub(r"\D", "", said.replace("(0)", "", 1))
        home = phone_value(digits[2:]) if digits.startswith("86") else None
        return home or "+" + digits
    if (value := phone_value(digits)) is not None:
        return value
    local = len(digits) == 7 and re.fullmatch(r"[2-9]\d\d-\d{4}", said)
    local = local or re.fullmatch(r"0\d-\d{3}-\d{4}|[5-9]\d\d \d{3} \d{3}", said)
    grouped = len(digits) in (10, 11) and (re.search(r"\d[ -]\d", said) or said[0] in "6789")
    return digits if (7 <= len(digits) <= 13 and cued) or local or grouped else None


def _spoken(text: str, run: Run) -> tuple[int, str | None]:
    """Where it begins and the number, of what is read out."""
    plus = _PLUS.search(text, max(0, run.start - 8), run.start)
    if plus and 8 <= len(run.value) <= 15:
        return plus.start(), "+" + run.value
    value = phone_value(run.value)
    if value is None and len(run.value) <= 13:
        aloud = run.pieces >= 7 and len(run.value) in (10, 11)
        value = run.value if aloud or _cued(text, run.start, run.end) else None
    return run.start, value


def heard(said: str) -> str | None:
    """The number of a stretch that is one, whatever its form; None where it is too short or too long."""
    whole, *_ = re.sub(r"(?:转|ext\.?|x|#|分机)[ :]?(?=\d)", "|", said).partition("|")
    digits = re.sub(r"\D", "", whole)
    for run in runs(whole):
        if len(run.digits) > len(digits):
            digits = run.digits
    if not 6 <= len(digits) <= 15 or (digits[0] == "0" and len(digits) < DIALLED):
        return None
    return _written(whole, digits, cued=True) or digits
