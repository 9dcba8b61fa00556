"""Serial numbers, models, error codes, phones and ticket numbers: everything that is read off a plate or a display."""

from __future__ import annotations

import re
from itertools import pairwise

from nlu.normalise import Normal, normalise
from nlu.numerals import DIGITS, spoken_digits
from nlu.numerals import value as number
from nlu.patterns import regex
from nlu.spelling import Run, runs
from nlu.understanding import Entity

_TICKET = regex(r"(?<![a-z0-9])bx[ -]?(\d{11,14})(?!\d)")
_TICKET_SAID = regex(r"bx ?[零〇一幺二两三四五六七八九]{6,14}")
#: Numbers of other things: orders, tickets, bookings.  They are nobody's serial number.
_REFERENCE = regex(
    r"(?:(?:工单|订单|案件|报修|预约|维修|服务|受理|物流|快递|运单|发票|合同|回执|投诉|物料|安装|服务)(?:单|号|编号|单号|编码|码){1,2}|工单|案件|单号|\b(?:ticket|ref(?:erence)?|case|booking|order|incident|invoice|reservation|status|po|tracking|part|request)\b"
    r"(?: ?(?:number|no\.?|nr|id|#))?)[\s:：是为is#,]{0,6}(?P<n>[a-z]{0,5}[ -]?\d[a-z0-9\-]*|[零〇一幺二两三四五六七八九 ]{4,20})|\bpn-\w+"
)
_SERIAL_CUE = regex(
    r"(?:序列号|序號|序号|机身(?:编)?号|机身上?|铭牌上?|标签上?|机器号|设备号|设备(?=[a-z]{1,4}\d{4})|设备编号|产品编号|出厂编号|资产号|(?<!手)机号|(?<![单件约])编码|(?<![单件约])编号(?:能看清)?|条码|条形码|登记的是"
    r"|\bserial\s*(?:number|num|no\.?|nr\.?|code|#)?(?:'s)?|\bservice tag|\b(?:unit|machine) number|s/n|\bsn\b(?:码|号)?)"
    r"(?:是不是|应该是|好像是|写着|写的是|上面写|是|为|:|\bis\b|\breads\b|\bsays\b|\bon it\b|=|#|,|[\s\"'“「])*"
)
_PLATE = regex(
    r"(?:[a-z]{1,6}[ \-])?[a-z0-9]*\d[a-z0-9]*(?:[\-/._]+[a-z0-9]+)*(?: [a-z]{0,3}\d[a-z0-9]*(?:-[a-z0-9]+)*){0,6}(?![a-z])"
)
_LETTERS = regex(r"[a-z]{1,4}[ \-]")
_SERIAL = regex(
    r"(?<![a-z0-9\-])(?=[a-z0-9\-]*[a-z])(?=(?:[a-z\-]*\d){4})[a-z0-9]+(?:-[a-z0-9]+)*(?![a-z0-9])"
)
#: "DEMO P3 0001": written with spaces.
_SPACED = regex(
    r"(?<![a-z0-9\-])(?!(?:says?|shows?|reads?|code|error|err|alarm|fault|model|room|unit|with|the|and|is|on|at|in|no|of|to|from|for|type|gate|bay|line) )[a-z]{2,6} [a-z]{1,2}\d{1,3} \d{3,6}(?![a-z0-9])"
)
#: Two or more numbers of one kind in a row are machines: "P4421, P4422".
_SERIES = regex(
    r"(?<![a-z0-9\-])(?P<n>(?P<a>[a-z]{1,3}-?)\d{3,6})(?=[ ,、]{1,3}(?:and )?(?P=a)\d{3,6}(?![a-z0-9\-]))"
)
_LIST = regex(r"[ ,、和]{1,3}(?:and )?(?P<n>[a-z]{1,3}-?\d{3,6})(?![a-z0-9\-])")
_MODEL_CUE = regex(
    r"(?:型号|机型|\bmodel)\s*(?:是|为|:|\bis\b|\bno\b\.?|\bnumber\b|\s)*(?P<n>[a-z0-9][a-z0-9\-/]{0,19}(?: \d{1,4}[a-z]{0,2}(?![a-z0-9%]))?(?: (?:pro|plus|max|mini|lite)\b)?)(?![a-z0-9])"
)
_MODEL = regex(
    r"(?<![a-z0-9\-])[a-z]{1,6}(?:-[a-z])?-?\d{1,4}[a-z]{0,2}(?:-[a-z0-9]{1,4})?(?: (?:pro|plus|max|mini)\b)?(?![a-z0-9\-])"
)
_NO_MODEL = regex(
    r"(?:usb|http|win|ip|no|id|am|pm|room|gate|line|floor|hdmi|type|version|ver|raid|rj|cat|wifi|b|x|a|k|dock|bay|unit|lane|axis|door|blk|ward|mic|pump|co|at|of|on|in|to|and|is|for)-?\d"
)
_ERROR_CUE = regex(
    r"(?:错误|故障|报错|报警|报|出错|显示|异常|代码|提示|停在|跳出|蹦个?|弹出?|闪|\berror|\berr|\bfault|\balarm|\bcode|\bshowing|\bshows?|\bdisplay(?:s|ing)?|\breads?|\bsays?|\bthrew|\bthrows?|\bwith|\btripped on|\boff on|\bflash(?:es|ing))"
    r"(?:代码|码|号|信息|了|出|着|为|是|个|:|\bcode|\bnumber|\bno\.?|\bis|\bsays|\breads|\ban?\b|\s){0,4}\s{0,2}[\"'“「]?"
)
_CODE = regex(
    r"(?<![a-z])(?:0x[0-9a-f]{1,8}|(?!(?:for|on|at|in|of|the|and|or|is|no|by|to|up|sn|room|bx|usb|port|line|unit|gate|a|i) )[a-z]{1,4}[\- ]?\d{1,5}(?:-\d{1,4})?[a-z]?"
    r"|\d{1,5}(?![\d:点个台次天小分年月日块元度℃页秒人号米瓦伏层楼路部]|\.\d|\s*(?:%|hours?|minutes?|mins?|days?|times|units?|degrees|[a-z]+s\b)|/))(?![a-z0-9\-])"
)
#: Cues after which a bare number is no code ("shows 12 visitors", "with 3 people").
_WEAK_CUE = regex(r"(?:with|on|says?|reads?|shows?|showing|报|弹|闪|跳出)\s*$")
_ERROR_WORD = regex(
    r"\b(?P<w>err|alm|alarm|fault|error) ?(?P<n>0x[0-9a-f]{1,8}|\d{1,5})(?![a-z0-9:%]|\.\d| (?:times?|hours?|minutes?|days?|units?|of)\b)"
)
_ERROR_SPOKEN = regex(
    r"(?:(?:错误|故障|报错|报警|报|出错|显示|异常)(?:代码|码|号|了|出|着|为|是|:|\s)*|代码(?:是|为|:|\s)*)"
    r"(?P<n>[a-z]{1,3}[\- 杠]{0,3}[零〇洞一幺二两三四五六七八九拐勾十]{1,4}|(?<=[码号是为:])[零一幺二两三四五六七八九拐勾十百]{2,5})(?![点个台次天小分年月日块元遍回种条])"
)
_ERROR_RUN = regex(
    r"(?:\b(?:error|fault|alarm)?[ ]?(?:code|error|fault|alarm)|\b(?:panel|display|screen|it|error|code)(?= (?:says|reads|shows))|错误|报错|报警|故障|代码)(?:代码|码|号|是|为|:| is| reads| says| shows| number|\s)*$"
)
#: Codes that open doors, or are post codes.
_OTHER_CODE = regex(r"\b(?:gate|door|access|pin|zip|post|area|promo|bar) ?$")
_ERROR_AFTER = regex(r"(?<![\w.\-:/])(?P<n>\d{3,5})(?= (?:error|fault|alarm)s?\b|(?:错误|报错|报警|故障码))")
_ERROR_SHAPE = regex(
    r"(?<![a-z0-9\-])(?:[ef]-?\d{1,4}|[hlpuw]-?\d{2,4}|(?:err|alm|al|er)[\- ]?\d{1,4}|0x[0-9a-f]{2,8})(?![a-z0-9\-%])"
)
#: "PWR-118", "NET-07": like a model, but told like a code.
_ERROR_LIKE = regex(r"(?<![a-z0-9\-])(?P<w>[a-z]{1,4}\d?)-(?P<d>\d{2,4})(?![a-z0-9\-])")
_CODE_FAMILIES = frozenset(["pwr", "net", "sys", "srv", "com", "comm", "rpl", "flt", "err", "alm", "al", "er", "wrn", "warn", "io", "mem", "hdd", "psu", "tmp", "svo", "drv", "crc", "bat"])  # fmt: skip
_TOLD_AS_CODE = regex(r"(?:停在|[(]|\b(?:with|on|threw|throws|at|code|says|shows)|报|出|跳|闪)\s*$")
_PHONE = regex(
    r"(?<![a-z0-9\-#])1[3-9]\d{9}(?= \d{1,5}[a-z]? [a-z])|(?<![a-z0-9\-#])\+?\(?\d(?:[ \-()]{0,2}\d){6,14}(?![a-z0-9])"
)
_PLUS = regex(r"(?:\bplus|加号?)[ ,，]*$")
_MOBILE = regex(r"1[3-9]\d{9}")
_LANDLINE = regex(r"0\d{2,3}\d{7,8}|[48]00\d{7}")
_PHONE_CUE = regex(
    r"(?:电话|手机|号码|联系(?:方式|人)?|打给?|\bcall|\bphone|\bmobile|\bmob|\btel|\breach|\bnumber|\bring|\btext|\bcell|\bwhatsapp|\bcontact|\bget me)[^0-9.。!！?？]{0,26}$"
)


def ticket_numbers(text: str) -> tuple[str, ...]:
    """Our own ticket numbers in a text, canonical (BX20261101008)."""
    return tuple(f"BX{m[1]}" for m in _TICKET.finditer(normalise(text).text))


class _Found:
    """What has been found so far; a stretch belongs to one finding only."""

    def __init__(self, n: Normal) -> None:
        self.n, self.entities = n, list[Entity]()
        self.taken = [m.span() for m in _TICKET.finditer(n.text)]
        self.taken += [m.span("n") for m in _REFERENCE.finditer(n.text) if m["n"]]
        self.taken += [m.span() for m in _REFERENCE.finditer(n.text) if not m["n"]]
        self.taken += [m.span() for m in _TICKET_SAID.finditer(n.text)]

    def free(self, start: int, end: int) -> bool:
        return all(end <= a or b <= start for a, b in self.taken)

    def add(self, name: str, value: str, start: int, end: int) -> None:
        if self.free(start, end):
            a, b = self.n.original(start, end)
            self.entities.append(Entity(name, value, self.n.raw[a:b], a, b))
            self.taken.append((start, end))


def find(n: Normal) -> list[Entity]:
    text = n.text
    if not _ANY.search(text):
        return []
    found = _Found(n)
    spelled = runs(text)
    _serials(text, spelled, found)
    for value, start, end in _phones(text, spelled):
        found.add("phone", value, start, end)
    for m in _SPACED.finditer(text):
        found.add("serial_number", m[0].upper().replace(" ", "-"), *m.span())
    for m in _MODEL_CUE.finditer(text):
        if any(c.isdigit() for c in m["n"]):
            found.add("model", m["n"].upper(), *m.span("n"))
    _codes(text, spelled, found)
    for m in _SERIAL.finditer(text):
        bare = m[0].replace("-", "")
        if len(bare) >= 8 and not bare.startswith("0x") and not _NO_SERIAL.fullmatch(bare):
            found.add("serial_number", m[0].upper(), *m.span())
    _shapes(text, found)
    for m in _MODEL.finditer(text):
        if not _NO_MODEL.match(m[0]) and ("-" in m[0] or (len(m[0]) >= 4 and m[0][-2].isdigit())):
            found.add("model", m[0].upper(), *m.span())
    return found.entities


_ANY = regex(
    r"\d|[零〇洞幺一二两三四五六七八九拐]|\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double)\b"
)
#: A model with a capacity rather than a number of one machine (UPS-3000RT).
_NO_SERIAL = regex(r"[a-z]{2,5}\d{3,4}[a-z]{1,2}")


def _serials(text: str, spelled: list[Run], found: _Found) -> None:
    for cue in _SERIAL_CUE.finditer(text):
        at = cue.end()
        letters = _LETTERS.match(text, at)
        run = next((r for r in spelled if r.start in (at, letters.end() if letters else at)), None)
        plate = _PLATE.match(text, at)
        end, value = -1, ""
        if plate is not None:
            end = _trim(text, at, plate.end())
            value = serial_value(text[at:end])
        if run is not None and run.end > end and len(value) < 6:
            head = text[at : run.start].strip(" -") if run.start > at else ""
            end, value = run.end, head.upper() + run.value
        if len(re.sub(r"[^A-Z0-9]", "", value)) >= 4 and sum(c.isdigit() for c in value) >= 2:
            found.add("serial_number", value, at, end)
            while (more := _LIST.match(text, end)) is not None and more["n"][0].upper() == value[0]:
                found.add("serial_number", more["n"].upper(), *more.span("n"))
                end = more.end()
    for m in _SERIES.finditer(text):
        found.add("serial_number", m["n"].upper(), *m.span("n"))
        if (last := _LIST.match(text, m.end("n"))) is not None:
            found.add("serial_number", last["n"].upper(), *last.span("n"))


def _codes(text: str, spelled: list[Run], found: _Found) -> None:
    for m in _ERROR_WORD.finditer(text):
        value = (
            m["n"].upper()
            if m["w"] in ("error", "fault", "alarm") or m["n"].startswith("0x")
            else (m["w"] + m["n"]).upper()
        )
        found.add("error_code", value, *m.span())
    for cue in _ERROR_CUE.finditer(text):
        code = _CODE.match(text, cue.end())
        if code is None or (code[0].isdigit() and _WEAK_CUE.search(cue[0])):
            continue
        if _OTHER_CODE.search(text, max(0, cue.start() - 8), cue.start()):
            continue
        found.add("error_code", code[0].upper().replace(" ", ""), *code.span())
    for run in spelled:
        if (
            2 <= len(run.value) <= 7
            and run.digits
            and _ERROR_RUN.search(text, max(0, run.start - 24), run.start)
        ):
            found.add("error_code", run.value, run.start, run.end)
    for m in _ERROR_SPOKEN.finditer(text):
        found.add("error_code", _spoken_code(m["n"]), *m.span("n"))
    for m in _ERROR_AFTER.finditer(text):
        found.add("error_code", m["n"], *m.span("n"))


def _shapes(text: str, found: _Found) -> None:
    """Codes that stand alone: by their shape, or by how they are told."""
    for m in _ERROR_SHAPE.finditer(text):
        found.add("error_code", m[0].upper().replace(" ", ""), *m.span())
    for m in _ERROR_LIKE.finditer(text):
        if (
            m["w"] in _CODE_FAMILIES
            or m["d"].startswith("0")
            or _TOLD_AS_CODE.search(text, max(0, m.start() - 8), m.start())
        ):
            found.add("error_code", m[0].upper(), *m.span())


def _spoken_code(text: str) -> str:
    """ "e幺七": E17, "三十七": 37."""
    letters = re.match(r"[a-z]*[\- ]*", text)
    head = letters[0] if letters else ""
    said = text[len(head) :].lstrip("杠 -")
    digits = str(int(number(said) or 0)) if "十" in said or "百" in said else spoken_digits(said)
    return (head.replace(" ", "") + ("-" if "杠" in text else "") + digits).upper()


def serial_value(text: str) -> str:
    """Canonical: upper case, Chinese digits as digits, spaces gone, dashes as written."""
    return re.sub(r"[ ./_]+", "", "".join(str(DIGITS[c]) if c in DIGITS else c for c in text)).upper()


def _trim(text: str, start: int, end: int) -> int:
    """A spaced serial ends before the next word: "sn 12 34 ab and it" keeps "12 34 ab"."""
    pieces = list(re.finditer(r"[^ ]+", text[start:end]))
    last = end
    for previous, piece in pairwise(pieces):
        if re.fullmatch(r"[a-z]{2,}", piece[0]) and re.search(r"\d", previous[0]):
            last = start + previous.end()
            break
    while last > start and not text[last - 1].isalnum():
        last -= 1
    return last


def phone_value(digits: str) -> str | None:
    """A mainland number in its own form, or None where the digits alone do not show a phone."""
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    if digits.startswith("86") and _MOBILE.fullmatch(digits[2:]):
        return digits[2:]
    return None


def _phones(text: str, spelled: list[Run]) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for m in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", m[0])
        cued = bool(_PHONE_CUE.search(text, max(0, m.start() - 36), m.start()))
        if m[0].startswith("+"):
            home = phone_value(digits[2:]) if digits.startswith("86") else None
            found.append((home or "+" + digits, *m.span()))
        elif (value := phone_value(digits)) is not None:
            found.append((value, *m.span()))
        elif (7 <= len(digits) <= 13 and cued) or (
            (len(digits) == 7 and re.fullmatch(r"[2-9]\d\d-\d{4}", m[0]))
            or (len(digits) in (10, 11) and (re.search(r"\d[ -]\d", m[0]) or m[0][0] in "6789"))
        ):
            found.append((digits, *m.span()))
    for run in spelled:
        if not run.value.isdigit() or len(run.value) < 7:
            continue
        plus = _PLUS.search(text, max(0, run.start - 8), run.start)
        start, said = run.start, phone_value(run.value)
        if plus and 8 <= len(run.value) <= 15:
            start, said = plus.start(), "+" + run.value
        elif said is None and len(run.value) <= 13:
            cued = bool(_PHONE_CUE.search(text, max(0, run.start - 36), run.start))
            aloud = run.pieces >= 7 and len(run.value) in (10, 11)
            said = run.value if cued or aloud else None
        if said is not None and not any(a < run.end and start < b for _, a, b in found):
            found.append((said, start, run.end))
    return found
