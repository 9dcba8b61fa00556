"""Serial numbers, models, error codes, phones and ticket numbers: everything that is read off a plate or a display."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nlu import code_lists, codes, displays, groups, mending, phones, plates, shown
from nlu.normalise import Normal, normalise
from nlu.numerals import DIGITS
from nlu.patterns import regex
from nlu.scans import hint, scan
from nlu.spelling import Run, runs
from nlu.understanding import Entity

_TICKET = regex(r"(?<![a-z0-9])bx[ -]?(\d{11,14})(?!\d)")
_TICKET_SAID = regex(r"bx ?[零〇一幺二两三四五六七八九]{6,14}")
#: Numbers of other things: orders, tickets, bookings.  They are nobody's serial number.
_REFERENCE = regex(
    r"(?:(?:工单|订单|案件|报修|预约|维修|服务|受理|物流|快递|运单|发票|合同|回执|投诉|物料|安装|保单|会员|零件|配件|身份证|银行|税|商户|客户|学|工|病历|住院|就诊|护照|房间?|邮政|单|批|卡|账|报价)(?:单|号码?|编号|单号|编码|码|次){1,2}|工单|案件|单号|邮编|批次|版本号?|固件|房间|[料件]号|订单|合同|[货运]单"
    r"|\b(?:ticket|ref(?:erence)?|case|booking|order|incident|quote|quotation|invoice|reservation|status(?! code)|po|tracking|part|request|batch|lot|policy|contract|account|delivery note|certificate|voucher|lottery|job|p/n|post ?code|zip|version|firmware|room)\b"
    r"(?: ?(?:number|no\.?|nr|id|#))?|\b(?:application|merchant|customer|client|membership|member|passport|licen[cs]e|cost|tax|sap|supplier|vendor|employee|staff|student|patient|plan|company|registration) ?(?:number|no\.?(?= )|nr|id|code|#)|(?<![a-z])(?:gst|hsn|vat|abn|tin)(?: (?:number|no\.?|code))?)(?: was)?[\s:：是为is#,]{0,6}(?P<n>[a-z]{0,5}[ -]?\d[a-z0-9\-]*|[零〇一幺二两三四五六七八九 ]{4,20}|(?:(?:oh|zero|one|two|three|four|five|six|seven|eight|nine|double|triple)[ ,-]{1,2}){3,14}(?:oh|zero|one|two|three|four|five|six|seven|eight|nine))|\bpn-\w+"
    r"|(?:微信号?|账号|用户名|\b(?:wechat|login|user ?name|password))(?: ?(?:id|is|是|为|:))* ?[a-z][a-z0-9_\-]{5,20}",
    re.ASCII,
)
_QUOTE = r"[\s\"'“「(#=:,]"
#: What a serial number is called; then it is given at once, or after a few words about it.
_SERIAL_CUE = scan(
    r"(?:(?:序列|机身|机器|设备|产品|出厂|资产|车架|仪器|主机|整机|注册|桩)(?:注册)?(?:编?号码?|编码|序号|条码|码)|序[号號]|[机设]身上?|(?<![\u4e00-\u9fff]手)机器?上[写贴印刻]|设备(?=[a-z]{1,4}\d{4})|铭牌上?|标签上?|(?:贴[条纸签]|机身|机背|背面|底下)(?:上面?)?[写贴印刻](?:着|的是|的)?|贴[条纸签]上?有?|(?<!手)机号|(?<![单件约警障误料同])编[号码](?:就|都)?(?:[刻印贴打写喷]在[\u4e00-\u9fff]{1,8}?(?:上|侧面|背面|底下|底部|里面|边上|后面|旁边|内侧)(?:面)?|(?=[:：]))?|(?:终端|梯|柜子?|桩|机台|站点|车台|泵|炉|表计)(?:编)?号|机台牌|(?:[机银底铜铁]|出厂|资产)[\u4e00-\u9fff]{0,2}牌(?:子)?上?|条码|条形码|登记的是"
    r"|\b(?:tag|badge) reads|\b(?:serial|asset|equipment|device|machine|unit|fleet|frame|engine|chassis|kiln|plate|cart|term(?:inal)?|till|post|charger|pump|lift|bowser|truck)\s?(?:numbers?|num|nos?\.?|nr\.?|code|id|tag|#)|\bserials?|\bser\b\.?(?: on the (?:back|side|plate|base|door|frame))?|\bnumbers? on (?:it|the (?:plate|back|sticker|label|side|machine|unit))(?:'s)?|(?<=[,;.\n] )no\.(?= ?[a-z]{1,4}\d)|(?<=\n)no\.(?= ?[a-z\d])|\b(?:plate|sticker|label|badge|tag) (?:in|on|inside|under|behind) (?:the|its) [a-z]+|\bc/n\b|\bbar ?code|\bsticker|\btag(?:ged| says)|\bplate (?:with|says|reads)|\bservice tag|\bname ?plate|(?<![a-z0-9])(?:s/n|sn(?![a-z0-9]))(?:码|号|#)?)"
    rf"(?:'s|{_QUOTE}){{0,3}}(?:(?:是不是|应该是|好像是|写着|写的?是|上面写|分别是|如下|字母|是|为|\b(?:is|are|reads|says|on it|goes|should be)\b){_QUOTE}{{0,3}}){{0,3}}(?:\s{{0,2}}\d{{1,2}}[.、)]\s)?(?:,? ?(?:let me|i'll|i will|wait while i) (?:read|check|see|look)(?: [a-z]+){{0,3}} ?[:,]\s?)?"
    r"(?:(?:(?!电话|手机|号码|型号|地址|订单|单号|代码|报|密码|房|[零〇洞一幺壹二两贰三叁四肆五伍六陆七柒八捌九玖拐勾十])[一-龥]){1,8}[\s:\"“「(]{0,3}(?:,\s?不是\s?)?|(?: ?(?:for|of|on|under|behind) (?:(?:the|my|our|this) )?[a-z]+(?: [a-z]+)? (?:is|are|reads|says)[ :]{1,2})|(?: ?(?:that )?(?:i|we)(?: can)? (?:see|read|find|have|make out) (?:is|says|reads)[ :]{1,2}))?",
    re.ASCII,
)
_PLACE = regex(r"铭牌|标签|机身上|设备上|贴|name|sticker|plate")
#: What a plate gives is as often the model and then the number: "HL-400 31-1532-081".
_MODEL_FIRST = regex(
    r"(?P<m>[a-z]{1,5}-\d{2,4}[a-z]{0,2})[ ,，、/]{1,3}(?P<s>(?=(?:[^\d,，。; ]*\d){6})[\u4e00-\u9fff]?-?[a-z\d]+(?:-[a-z\d]+)+)(?![\w-]|\.\d)"
)
_SERIAL_AFTER = regex(
    r"(?<![a-z0-9\-])(?P<n>[a-z0-9\-]*\d[a-z0-9\-]*)[ ,]{0,2}(?:(?:is|就?是|这是|这个是) ?)(?:(?:the|my|its|our|our|它的|我的) ?)?$"
)
_PLATE = regex(
    r"(?:[a-z]{1,6}(?: ?- ?|[ _./]))?[a-z0-9]*\d[a-z0-9]*(?:[\-/._—–]+[a-z0-9]+)*(?: [a-z]{0,3}\d[a-z0-9]*(?:-[a-z0-9]+)*){0,12}(?: [a-z](?=[,.;]|$))?(?![a-z])"
)
_LETTERS = regex(r"[a-z]{1,4}[ \-]")
_PART_ONLY = regex(r"(?:end|start|begin)(?:s|ing)?(?![a-z])")
#: Letters and digits that need no word beside them; quantities, sizes, standards and addresses of the net look like it.
_SERIAL = scan(
    r"(?<![a-z0-9\-@/_])(?<!\d\.)(?!(?:iso|gb|en|iec|astm|ieee|http|ip|v|rev)-?\d|\d+x\d|\d+[a-z]{1,4}(?![a-z0-9\-])|0x)(?=[a-z0-9\-]*[a-z])(?=(?:[a-z0-9]-?){8}|[a-z]{1,3}-?\d{5})(?=(?:[a-z\-]*\d){4})[a-z0-9]+(?:-[a-z0-9]+)*(?![a-z0-9@])"
)
#: "DEMO P3 0001": written with spaces.
_SPACED = scan(
    r"(?<![a-z0-9\-])(?!(?:says?|shows?|reads?|code|error|err|alarm|fault|model|room|unit|with|the|and|is|on|at|in|no|of|to|from|for|type|gate|bay|line) )[a-z]{2,6} [a-z]{1,2}\d{1,3} \d{3,6}(?![a-z0-9])"
)
#: Two or more numbers of one kind in a row are machines: "P4421, P4422".
_SERIES = scan(
    r"(?<![a-z0-9\-])(?P<n>(?P<a>[a-z]{1,3}-?)\d{3,6})(?=[ ,、]{1,3}(?:and )?(?P=a)\d{3,6}(?![a-z0-9\-]))"
)
_LIST = regex(r"[\s,、和与及&/]{1,3}(?:and |\d{1,2}[.、)] ?)?(?P<n>[a-z0-9][a-z0-9\-]{3,24})(?![a-z0-9])")
_MENDED = ("serial_number", "phone", "error_code", "model")
_MODEL_CUE = scan(
    r"(?:型号|机型|\bmodel)\s*(?:是|为|:|\bis\b|\bno\b\.?|\bnumber\b|\s)*(?P<n>(?!(?:into|with|from|that|was|on|in|of|for|the|at|to) )[a-z0-9][a-z0-9\-/]{0,19}(?: \d{1,4}[a-z]{0,2}(?![a-z0-9%]))?(?:\.\d[a-z]?)?(?: ?(?:pro|plus|max|mini|lite|duo|pet|air)\b)?)(?![a-z0-9])"
)
_MODEL = scan(
    r"(?<![a-z0-9\-])[a-z]{1,6}(?:-[a-z])?-?\d{1,4}(?:[a-z]{0,3}|[a-z]\d)(?:-[a-z0-9]{1,4})?(?P<more> ?(?:pro|plus|max|mini|duo|pet|lite)\b)?(?![a-z0-9\-]| \d[a-z]{2}(?![a-z])|\.\d)"
)
#: "T80的墨盒": what has parts of its own.
_PART_OF = regex(r"(?<=\d\d)的(?!故障|错误|报警|代码|问题|单|纸|灯)")
_NO_MODEL = regex(
    r"r(?:22|32|134|290|404|407|410|448|449|454|507|600|717|744)(?!\d)|(?:usb|http|bx|gb(?=\d)|win|ip|no|id|am|pm|room|gate|line|floor|hdmi|type|version|ver|raid|rj|cat|wifi|b|x|a|k|dock|bay|unit|lane|axis|door|blk|ward|mic|pump|co|at|of|on|in|to|and|is|for)-?\d"
)


def no_model(said: str) -> bool:
    """Whether it is a refrigerant, a plug, a place or the like."""
    return _NO_MODEL.fullmatch(said) is not None


def ticket_numbers(text: str) -> tuple[str, ...]:
    """Our own ticket numbers in a text, canonical (BX20261101008)."""
    return tuple(f"BX{m[1]}" for m in _TICKET.finditer(normalise(text).text))


@dataclass(slots=True)
class _Number:
    name: str
    value: str
    start: int
    end: int


@lru_cache(maxsize=4)
def references(text: str) -> list[tuple[int, int]]:
    """Where numbers of tickets, orders, parts and the like stand in a normal text."""
    found = [m.span() for p in (_TICKET, _TICKET_SAID) for m in p.finditer(text)]
    return found + [m.span("n") if m["n"] else m.span() for m in _REFERENCE.finditer(text)]


NEAR = 80  # characters before a number in which the word for it may stand


def announced(text: str, at: int, name: str) -> bool:
    """Whether a word right before a number in a normal text tells that it is one of this name."""
    start = max(0, at - NEAR)
    if name == "model":
        return any(m.start("n") == at - start for m in _MODEL_CUE.finditer(text[start : at + NEAR]))
    if name == "error_code":
        return shown.announced(text[start:at], at - start)
    return name == "serial_number" and any(
        m.end() == at - start for m in _SERIAL_CUE.finditer(text[start:at])
    )


class _Found:
    """What has been found so far, in the order of its being found; a stretch belongs to one finding only."""

    def __init__(self, n: Normal) -> None:
        self.n, self.found = n, list[_Number]()
        self.taken = list(references(n.text))

    def free(self, start: int, end: int) -> bool:
        return all(end <= a or b <= start for a, b in self.taken)

    def add(self, name: str, value: str, start: int, end: int) -> None:
        if self.free(start, end):
            self.found.append(_Number(name, value, start, end))
            self.taken.append((start, end))

    def entities(self) -> list[Entity]:
        made = []
        for f in self.found:
            a, b = self.n.original(f.start, f.end)
            made.append(Entity(f.name, f.value, self.n.raw[a:b], a, b))
        return made


def find(n: Normal) -> list[Entity]:
    """The numbers of a message as they stand after its own corrections."""
    text = n.text
    read_off = list(shown.find(n)) if n.back is None else []
    listed = code_lists.find(n) if n.back is None else []
    if not read_off and not listed and not _any(text) and not displays.has_letters(n.raw):
        return []
    found = _Found(n)
    spelled = runs(text)
    _serials(text, spelled, found)
    for plate in plates.grouped(n):
        found.add(*plate)
    for value, start, end in phones.find(text, spelled):
        found.add("phone", value, start, end)
    for plate in groups.find(n):
        found.add(*plate)
    for m in _SPACED.finditer(text):
        found.add("serial_number", m[0].upper().replace(" ", "-"), *m.span())
    for m in _MODEL_CUE.finditer(text):
        if any(c.isdigit() for c in m["n"]):
            found.add("model", m["n"].upper(), *m.span("n"))
    for said, start, end in listed:
        found.add("error_code", codes.code_value(said), start, end)
    for value, start, end in codes.told(n, spelled):
        found.add("error_code", value, start, end)
    for said, start, end in read_off:
        found.add("error_code", codes.code_value(said), start, end)
    for plate in (*plates.joined(n), *plates.spelled(text, spelled)):
        found.add(*plate)
    for m in _SERIES.finditer(text):
        if m["a"][0] in "ef" and len(m["n"]) < 6:
            continue  # "E221 and E223"
        found.add("serial_number", m["n"].upper(), *m.span("n"))
        _listed(text, *m.span("n"), found)
    for m in _SERIAL.finditer(text):
        if not _NO_SERIAL.fullmatch(m[0]):
            start = m.start() + called(n, *m.span())
            found.add("serial_number", text[start : m.end()].upper(), start, m.end())
    for value, start, end in codes.shaped(text) + codes.read_out(text, spelled):
        found.add("error_code", value, start, end)
    for m in _MODEL.finditer(text):
        if not _NO_MODEL.match(m[0]) and (
            "-" in m[0]
            or m["more"]
            or _PART_OF.match(text, m.end())
            or (len(m[0]) >= 4 and m[0][-2].isdigit())
        ):
            found.add("model", m[0].upper(), *m.span())
    for plate in plates.models(n):
        found.add(*plate)
    _corrected(text, spelled, found)
    return found.entities()


def _corrected(text: str, spelled: list[Run], found: _Found) -> None:
    """What is taken back goes, and what is put right in one place is put right."""
    kept: list[_Number] = []
    numbers = sorted((f for f in found.found if f.name in _MENDED), key=lambda f: f.start)
    for f, later in pairwise([*numbers, None]):
        assert f is not None
        if later is not None and later.start - f.end <= 40:
            alike = _form(text[f.start : f.end]) == _form(text[later.start : later.end])
            alike = alike or (  # 不对，序列号应该是…
                mending.INSTEAD.match(text, f.end) is not None and announced(text, later.start, f.name)
            )
            if later.name == f.name and mending.taken_back(text, f.start, f.end, later.start, alike=alike):
                continue
            if later.name != f.name and mending.replaces(
                text, f.end, later.start, plainly="model" in (f.name, later.name)
            ):
                later.name = f.name  # what replaces it needs no word of its own
                continue
        if kept and kept[-1].name == f.name and mending.refused(text, f.start):
            continue
        again = _again(text, f, spelled, found)
        if again is not None:
            f.value, f.start, f.end = again
        f.value = mending.mended(text, f.end, f.value)
        kept.append(f)
    found.found = [f for f in found.found if f.name not in _MENDED] + kept


def _again(text: str, f: _Number, spelled: list[Run], found: _Found) -> tuple[str, int, int] | None:
    """The whole number that is said in the place of one found: it has no word beside it that tells what it is."""
    mark = mending.instead(text, f.start, f.end)
    if mark is None:
        return None
    if f.name == "error_code":
        new = codes.at(text, mark.end(), spelled)
    else:
        new = _plate(text, mark.end(), spelled)
        if new is None or (f.name == "phone" and not new[0].isdigit()):
            return None
        said, whole = new[0].replace("-", ""), f.value.replace("-", "")
        if len(said) < len(whole) - 1:
            return (mending.aligned(f.value, said, tail=False), f.start, f.end) if len(said) > 1 else None
    return new if new is not None and found.free(*new[1:]) else None


#: Without these there is no number to be found: a digit; two said in a row; one after a letter or a word for codes.
_SAID_ZH = "[零〇洞幺一二两三四五六七八九十拐壹贰叁肆伍陆柒捌玖]"
_SAID_EN = r"\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b"
_FIGURES = hint(r"\d")
_ANY_ZH = regex(
    rf"{_SAID_ZH}{{2}}|[a-z][ -]?{_SAID_ZH}|[码号报错误障警示出是个][^,，。]{{0,4}}{_SAID_ZH}(?![一-龥])"
)
_WORDS_EN = hint(
    "zero|one|two|three|four|five|six|seven|eight|nine|double|ten|eleven|twelve|teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_ANY_EN = regex(
    rf"{_SAID_EN}(?:[ ,-]{{1,2}}\w+){{0,2}}?[ ,-]{{1,2}}{_SAID_EN}|\b(?:code|error|fault|alarm|err|eff|[a-z])\b[^.,]{{0,12}}{_SAID_EN}"
)


def _any(text: str) -> bool:
    if _FIGURES.may_be_in(text) or "_" in text or (not text.isascii() and _ANY_ZH.search(text)):
        return True
    return bool(("oh" in text or _WORDS_EN.may_be_in(text)) and _ANY_EN.search(text))


#: A model with a capacity rather than a number of one machine (UPS-3000RT).
_NO_SERIAL = regex(r"[a-z]{2,5}-?\d{3,4}[a-z]{1,2}|f[037]\d{4}")


def _serials(text: str, spelled: list[Run], found: _Found) -> None:
    for cue in _SERIAL_CUE.finditer(text):
        plate = _plate(text, cue.end(), spelled)
        if _PLACE.match(cue[0]) and _SERIAL_CUE.match(text, cue.end()):
            continue  # the plate says itself what it gives
        if plate is not None and _PLACE.match(cue[0]) and re.fullmatch(r"\d{1,4}", plate[0]):
            continue  # "the sticker says 2024"
        if plate is not None and no_model(plate[0].lower()):
            continue  # the label on the pipe says R717
        if plate is not None and _PLACE.search(cue[0]) and (both := _MODEL_FIRST.match(text, plate[1])):
            found.add("model", both["m"].upper(), *both.span("m"))
            found.add("serial_number", serial_value(both["s"]), *both.span("s"))
            continue
        if plate is not None:
            if len(re.sub(r"[^A-Z0-9]", "", plate[0])) >= 4 and sum(c.isdigit() for c in plate[0]) >= 2:
                found.add("serial_number", *plate)
                _listed(text, *plate[1:], found)
            continue
        before = _SERIAL_AFTER.search(text, max(0, cue.start() - 40), cue.start())
        if before is not None and len(before["n"]) >= 5:
            found.add("serial_number", before["n"].upper(), *before.span("n"))


def called(n: Normal, start: int, end: int) -> int:
    """How many letters of "snKS3A00441187" only say that it is one: they are small, and its own are not."""
    a, b = n.original(start, end)
    return 2 if n.raw[a : a + 2] == "sn" and n.raw[a + 2 : a + 3].isupper() and b - a > 6 else 0


def _listed(text: str, start: int, end: int, found: _Found) -> None:
    """Numbers of the same form that follow a serial number are serial numbers too."""
    form = _form(text[start:end])
    alike = _shortened(form) if "a" in form and "9" in form else form
    while (more := _LIST.match(text, end)) is not None and (
        _form(more["n"]) == form or _shortened(_form(more["n"])) == alike
    ):
        found.add("serial_number", more["n"].upper(), *more.span("n"))
        end = more.end()


def _form(said: str) -> str:
    return re.sub(r"[a-z]", "a", re.sub(r"\d", "9", said))


def _shortened(form: str) -> str:
    """STM-07 and AC-02 are of one form but for how many letters they have."""
    return re.sub(r"a+", "a", form)


def _plate(text: str, at: int, spelled: list[Run]) -> tuple[str, int, int] | None:
    """(value, start, end) of the plate that is written or read out here."""
    if _PART_ONLY.match(text, at):
        return None
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
    return (value, at, end) if end > at else None


def serial_value(text: str) -> str:
    """Canonical: upper case, Chinese digits as digits, spaces gone, dashes as written."""
    plain = "".join(str(DIGITS[c]) if c in DIGITS else c for c in text)
    return re.sub(r"[—–]", "-", re.sub(r"[ ./_]+", "", plain)).upper()


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
