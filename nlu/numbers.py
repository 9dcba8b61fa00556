"""Serial numbers, models, error codes, phones and ticket numbers: everything that is read off a plate or a display."""

from __future__ import annotations

import re
from itertools import pairwise

from nlu.normalise import Normal, normalise
from nlu.numerals import DIGITS, SPOKEN, spoken_digits
from nlu.numerals import value as number
from nlu.patterns import regex
from nlu.understanding import Entity

_D = "0-9零〇洞一幺二两三四五六七八九拐勾"
_WORD = r"(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|\d)"
_TICKET = regex(r"(?<![a-z0-9])bx[ -]?(\d{11,14})(?!\d)")
_SERIAL_CUE = regex(
    r"(?:序列号|序號|序号|机身号|机身上?|铭牌上?|标签上?|机器号|设备号|设备编号|产品编号|出厂编号|(?<!手)机号|编码|编号|条码|条形码|serial\s*(?:number|num|no\.?|nr\.?|code|#)?|s/n|\bsn\b(?:码|号)?)"
    rf"\s*(?:是不是|应该是|好像是|写着|写的是|上面写|是|为|:|is|reads|says|=|#|,)*\s*[\"'“「]?(?P<n>[a-z0-9{_D}](?:[ \-./_]{{0,2}}[a-z0-9{_D}]){{3,39}})"
)
_SERIAL_SPOKEN = regex(
    r"(?:\bserial\s*(?:number|num|no\.?|#)?|\bs/n|\bsn)\s*(?:is|reads|says|:|=|,|\s)*"
    rf"(?P<n>(?:[a-z]{{1,3}}[ \-]|{_WORD}[ ,\-]+){{3,24}}(?:{_WORD}|[a-z])\b)"
)
_SERIAL = regex(
    r"(?<![a-z0-9\-])(?=[a-z0-9\-]*[a-z])(?=(?:[a-z\-]*\d){4})[a-z0-9]+(?:-[a-z0-9]+)*(?![a-z0-9])"
)
_MODEL_CUE = regex(
    r"(?:型号|机型|model)\s*(?:是|为|:|is|no\.?|number)*\s*(?P<n>[a-z0-9][a-z0-9\-/]{1,19})(?![a-z0-9])"
)
_MODEL = regex(r"(?<![a-z0-9\-])[a-z]{2,6}-?\d{2,4}[a-z]{0,2}(?:-[a-z0-9]{1,4})?(?![a-z0-9\-])")
_ERROR = regex(
    r"(?:(?:错误|故障|报错|报警|报|出错|显示|异常|代码|提示|error|err|fault|alarm|code|shows?|showing|display(?:s|ing)?)"
    r"(?:代码|码|号|信息|了|出|着|为|是|:|code|number|no\.?|is|says|\s){0,4})\s{0,2}[\"'“]?"
    r"(?<![a-z])(?P<n>0x[0-9a-f]{1,8}|(?!(?:for|on|at|in|of|the|and|or|is|no|by|to|up|sn|room|bx|usb|port|line|unit|gate) )[a-z]{1,4}[\- ]?\d{1,5}[a-z]?|\d{1,5}(?![\d:点个台次天小分年月日块元度℃页秒人号米瓦伏]|\s*(?:%|hours?|minutes?|days?|times|units?)))(?![a-z0-9])"
)
_ERROR_SPOKEN = regex(
    r"(?:(?:错误|故障|报错|报警|报|出错|显示|异常)(?:代码|码|号|了|出|着|为|是|:|\s)*|代码(?:是|为|:|\s)*)"
    r"(?P<n>[a-z]{1,3}[\- 杠]?[零〇洞一幺二两三四五六七八九拐勾十]{1,4}|(?<=[码号是为:])[零一幺二两三四五六七八九拐勾十百]{2,5})(?![点个台次天小分年月日块元遍回种条])"
)
_ERROR_AFTER = regex(r"(?<![\w.\-:/])(?P<n>\d{3,5})(?= (?:error|fault|alarm)s?\b|(?:错误|报错|报警|故障码))")
_ERROR_SAID = regex(
    rf"\b(?:error|fault|alarm)?\s?(?:code|error|fault|alarm)(?: is| number| says|:)? (?P<n>[a-z] (?:dash |minus )?(?:{_WORD} )*{_WORD})\b"
)
_ERROR_SHAPE = regex(r"(?<![a-z0-9\-])(?:[efhlpu]-?\d{1,3}|err[\- ]?\d{1,4}|0x[0-9a-f]{2,8})(?![a-z0-9\-])")
_PHONE = regex(r"(?<![a-z0-9\-])\+?\(?\d(?:[ \-()]{0,2}\d){6,14}(?![a-z0-9])")
_SPOKEN = regex(rf"[{_D}](?:[ \-,，、]?[{_D}]){{6,16}}")
_SPOKEN_EN = regex(rf"\b{_WORD}(?:[ \-,]+{_WORD}){{6,20}}\b")
_SPOKEN_PLUS = regex(r"(?:\bplus|加号?)[ ,，]*$")
_MOBILE = regex(r"1[3-9]\d{9}")
_LANDLINE = regex(r"0\d{2,3}\d{7,8}|[48]00\d{7}")
_PHONE_CUE = regex(r"(?:电话|手机|号码|联系方式|打|call|phone|mobile|tel|reach|number)[^0-9]{0,12}$")


def ticket_numbers(text: str) -> tuple[str, ...]:
    """Our own ticket numbers in a text, canonical (BX20261101008)."""
    return tuple(f"BX{m[1]}" for m in _TICKET.finditer(normalise(text).text))


def find(n: Normal) -> list[Entity]:
    text = n.text
    taken: list[tuple[int, int]] = [m.span() for m in _TICKET.finditer(text)]
    found: list[Entity] = []

    def add(name: str, value: str, start: int, end: int) -> None:
        a, b = n.original(start, end)
        found.append(Entity(name, value, n.raw[a:b], a, b))
        taken.append((start, end))

    def free(start: int, end: int) -> bool:
        return all(end <= a or b <= start for a, b in taken)

    for m in _SERIAL_CUE.finditer(text):
        start, end = _trim(text, *m.span("n"))
        value = serial_value(text[start:end])
        if len(re.sub(r"[^A-Z0-9]", "", value)) >= 4 and any(c.isdigit() for c in value) and free(start, end):
            add("serial_number", value, start, end)
    for m in _SERIAL_SPOKEN.finditer(text):
        value = _said_serial(m["n"])
        if sum(c.isdigit() for c in value) >= 4 and free(*m.span("n")):
            add("serial_number", value, *m.span("n"))
    for value, start, end in _phones(text):
        if free(start, end):
            add("phone", value, start, end)
    for m in _MODEL_CUE.finditer(text):
        if free(*m.span("n")):
            add("model", m["n"].upper(), *m.span("n"))
    for m in _ERROR.finditer(text):
        if free(*m.span("n")) and any(c.isdigit() for c in m["n"]):
            add("error_code", m["n"].upper().replace(" ", ""), *m.span("n"))
    for m in _ERROR_SAID.finditer(text):
        if free(*m.span("n")) and not m["n"].startswith("a "):
            dash = "-" if " dash " in m["n"] or " minus " in m["n"] else ""
            add("error_code", m["n"][0].upper() + dash + spoken_digits(m["n"][1:]), *m.span("n"))
    for m in _ERROR_AFTER.finditer(text):
        if free(*m.span("n")):
            add("error_code", m["n"], *m.span("n"))
    for m in _ERROR_SPOKEN.finditer(text):
        if free(*m.span("n")):
            add("error_code", _spoken_code(m["n"]), *m.span("n"))
    for m in _SERIAL.finditer(text):
        bare = m[0].replace("-", "")
        if len(bare) >= 8 and free(*m.span()) and not bare.startswith("0x"):
            add("serial_number", m[0].upper(), *m.span())
    for m in _ERROR_SHAPE.finditer(text):
        if free(*m.span()):
            add("error_code", m[0].upper().replace(" ", ""), *m.span())
    for m in _MODEL.finditer(text):
        if free(*m.span()) and not re.match(
            r"(?:usb|http|win|ip|no|id|am|pm|room|gate|line|floor|hdmi|type|version|ver)-?\d", m[0]
        ):
            add("model", m[0].upper(), *m.span())
    return found


def _said_serial(text: str) -> str:
    """ "AX two zero double one": AX2011."""
    out, times = "", 1
    for word in re.findall(r"[a-z]+|\d", text):
        if word in ("double", "triple"):
            times = 2 if word == "double" else 3
            continue
        out += SPOKEN.get(word, word) * times
        times = 1
    return out.upper()


def _spoken_code(text: str) -> str:
    """ "e幺七": E17, "三十七": 37."""
    letters = re.match(r"[a-z]*[\- ]?", text)
    head = letters[0] if letters else ""
    said = text[len(head) :].lstrip("杠")
    digits = str(int(number(said) or 0)) if "十" in said or "百" in said else spoken_digits(said)
    return (head.replace(" ", "") + ("-" if "杠" in text else "") + digits).upper()


def serial_value(text: str) -> str:
    """Canonical: upper case, Chinese digits as digits, spaces gone, dashes as written."""
    return re.sub(r"[ ./_]+", "", "".join(str(DIGITS[c]) if c in DIGITS else c for c in text)).upper()


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A spaced serial ends before the next word: "sn 12 34 ab and it" keeps "12 34 ab"."""
    pieces = list(re.finditer(r"[^ ]+", text[start:end]))
    last = end
    for previous, piece in pairwise(pieces):
        if re.fullmatch(r"[a-z]{2,}", piece[0]) and re.search(r"\d", previous[0]):
            last = start + previous.end()
            break
    while last > start and not text[last - 1].isalnum():
        last -= 1
    return start, last


def _phones(text: str) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for m in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", m[0])
        if m[0].startswith("+"):
            local = digits.removeprefix("86") if digits.startswith("86") else None
            found.append((local if local and _MOBILE.fullmatch(local) else "+" + digits, *m.span()))
        elif (
            _MOBILE.fullmatch(digits)
            or _LANDLINE.fullmatch(digits)
            or (7 <= len(digits) <= 13 and _PHONE_CUE.search(text[max(0, m.start() - 20) : m.start()]))
        ):
            found.append((digits, *m.span()))
        elif digits.startswith("86") and _MOBILE.fullmatch(digits[2:]):
            found.append((digits[2:], *m.span()))
        elif re.search(r"\d[ -]\d", m[0]) and len(digits) in (10, 11):
            found.append((digits, *m.span()))
    for pattern in (_SPOKEN, _SPOKEN_EN):
        for m in pattern.finditer(text):
            digits = spoken_digits(m[0])
            before = text[max(0, m.start() - 20) : m.start()]
            plus = _SPOKEN_PLUS.search(before)
            if plus and 8 <= len(digits) <= 15:
                start, digits = m.start() - len(plus[0]), "+" + digits
            elif (
                _MOBILE.fullmatch(digits)
                or _LANDLINE.fullmatch(digits)
                or (7 <= len(digits) <= 13 and _PHONE_CUE.search(before))
            ):
                start = m.start()
            else:
                continue
            if not any(a < m.end() and start < b for _, a, b in found):
                found.append((digits, start, m.end()))
    return found
