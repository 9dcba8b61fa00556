"""What the tagger heard as an entity with its borders and value, and whether it can be one at all."""

from __future__ import annotations

import re
from functools import lru_cache

from nlu import codes, displays, durations, lengths, numbers, people, phones, post_codes, signatures, tagging
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.spelling import runs
from nlu.understanding import Entity

#: Before a name, and no part of it: "error E5" is told by what it is called.
_CALLED = regex(
    r"(?:(?:error|fault|alarm) )?(?:codes?|errors?|faults?|alarms?|代码)[ :]*(?:nr\.? |no\.? |number )?(?=\S)|http (?=\d)|dtc ?(?=\d)|nr\.? (?=\d)"
)
#: "Mrs", "J": no name by itself.
_NO_NAME = regex(
    r"(?:Mr|Mrs|Ms|Miss|Dr|[A-Z])\.?|.*[，。,;:：；!！?？\d].*|(?:.* )?(?:you|me|him|us|them|it)|严重|紧急|一般|."
)
#: What an address has, at the least.
_ADDRESS = regex(
    r"\d|[路街道巷弄村镇县市区院苑园城邨厦号室楼栋幢层座屯乡]|广场|大厦|医院|学校|[中小大]学|商场|酒店|中心|[车北南东西]站|机场|入口|公寓|花园|会所|万达|食堂|码头|\b(?:road|rd|street|st|lane|ln|avenue|ave|close|drive|way|court|house|flat|unit|block|floor|tower|estate|park|square|place|terrace|crescent|hill|farm|row|quay|mill|church|manse|school)\b|\bthe [a-z]+"
)
#: A floor alone, what something is far from, "the old building": not enough to find it.
_NO_ADDRESS = regex(
    r"[负地下b-]{0,3}[\d一二三四五六七八九十]{1,3}[楼层](?:[,， ]?[高低]区)?|离.*|(?:the |our )?(?:old|new|main|other|whole)? ?(?:building|floor|site|shop|office|house)|.*\b(?:ltd|limited|inc|gmbh|llc|plc)\.?"
)
ALONE = 0.9  # how sure a number or two letters have to be that nothing tells to be a code
_UK_POST_CODE = regex(r"[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}(?![A-Za-z0-9])")
#: A version, a measure, a word.
_NO_CODE = regex(
    r"(?i:iso|iec|din|rm|rs|com|light|lamp|door|window) ?\d[\d ,.]*|.* (?:then|and|or) .*|[A-Z\d]{1,2}/F|[A-Z]{1,3} RAM|\d{1,2}:\d\d|[A-Za-z],\d|[A-Z]{4,}\d\d|[Vv]?\d+(?:\.\d+)+(?:[A-Za-z]+)?|\d+[一-龥]|ER|ERR|OK|[A-Za-z]?[a-z]{3,}|.*[一-龥].*|[A-Za-z]{4,} [A-Za-z]+|[A-Za-z]+ [A-Za-z]{4,}|(?:[A-Z]-){2,}[A-Z]|\d{1,2}F|[A-Za-z]\.[A-Za-z]\. .*|E-?[Ss]top.*|(?:id|ID|pH|PH) ?[\d.]+"
)
#: "GateMax 3.5": a model by its name, unless something tells of a code.
_BY_NAME = regex(r"[A-Z][a-z]+(?:-?[A-Z][a-z]+)* \d{1,4}(?:\.\d)?")
_SPOT = regex(
    r"(?:库|栋|座|室|位|层) ?$|\b(?:seat|row|gate|bay|aisle|platform|stand|table|plot|room|ward|exit|page|size|units?|flat|block|junction|on|in|to|from|type|model|the) $|[住在到去我你他]$",
    re.IGNORECASE,
)
_NO_CODE_AFTER = regex(
    r" ?(?:printers?|level|floor|grade|class|bulbs?|lamps?|keys?|paper|层|区|座|栋|楼|街|路|灯|键|纸|号|出口|车位|系列|的?(?:机器|那台|这台)|[一二三四五六七八九十\d]*[楼层栋])",
)
_NUMBER = regex(r"[\d.-]+")
_NUMBERS = frozenset(("serial_number", "model", "error_code", "phone"))
_BELOW_NOUGHT = regex(r"-\d{1,2}(?:\.\d)?")
_A_WORD = regex(rf"(?:{displays.WORDS})")
#: What tells of a code by a number alone, like 3-2.
_TELLS = regex(
    r"(?<!上)[报報](?!的?[价價]|销|名)|[跳闪閃码碼]|错误|故障|\b(?:codes?|errors?|faults?|alarms?|flash\w*|blink\w*|threw|throw\w*|alternat\w*|trip\w*)\b",
    re.IGNORECASE,
)
_MONEY = r"(?:rm|rs|eur|usd|gbp|hkd|nt) ?\d[\d ,.]*"
#: No number of a machine: what it measures, a version, the size of a picture.
_NO_SERIAL = regex(
    rf"{_MONEY}|"
    r"dm \d{4} ?\d{4}|spn ?\d+ ?fmi ?\d+|\d{1,2}/\d{1,2}/(?:19|20)?\d\d|(?:iso|iec|en|gb|din)[ -]?\d{3,6}|\d+x\d+|v?\d+(?:\.\d+){1,3}(?:-[a-z]\d+)?|(?:\d{1,2}[:：]\d\d[, ]*)+|[a-z]+"
)
_NO_MODEL = regex(rf"{_MONEY}|(?:mon|tues|wednes|thurs|fri|satur|sun)day .*")
#: The number of something else stands in it: a date, a size, a place on the map, an address of a page, a mailbox or a computer.
_ELSE = regex(
    r"https?://[^\s,，]+|www\.[^\s,，]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?<![a-z\d/-])(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![\d/-])"
    r"|(?<!\d)\d{1,3}\.\d{3,}, ?\d{1,3}\.\d{3,}|\d+ ?[x×*] ?\d+ ?[x×*] ?\d+"
)
#: Before a number that is no code: that of a telephone, an offer, an order.
_NO_CODE_BEFORE = regex(
    r"(?:(?:电话|號碼|号码|热线|手机|座机|微信|密码)(?:是|为|号)?|(?:单|合同|发票|报价|工单|订单)(?:号|是|为)?(?:no\.? ?|nr\.? ?)?|\b(?:refs?|orders?|po|jobs?|invoice|quote|ticket|booking)\b(?: (?:ref|no\.?|nr\.?|number))?)[:： ]*$"
)
#: A display, and at once what stands on it.
_CALLING = regex(
    r"(?:\b(?:codes?|errors?|faults?|alarms?|err)|[代报報]码|错误|故障)(?: (?:nr\.?|no\.?|number|is))?[ :：]*$"
)
_SHOWN = regex(
    r"(?:\b(?:display|screen|panel|hmi|pendant|readout)|屏幕|面板|显示屏)(?: ?(?:text|message|文字))?[:： ]+[\"“]?$|\b(?:text|message)[:：] ?[\"“]?$"
)
#: "All the lockers say LK-2".
_SAYING = regex(r"\b(?:say|gives|flashes|throws)[:\"' ]{1,3}$")
#: How something is, and no part of where it is.
_STATE = regex(r"\b(?:offline|down|dead|broken|out|stuck|off|leaking|faulty)$")
#: A sentence that is nothing but a place, after the name of who tells it.
_OPENED = regex(r"(?:(?:^|[.!?;\n] ?)(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?, )?|\bat )$")
_ENDED = regex(r" ?(?:[.;!?(\n]|$)|, (?:[a-z]+ ){0,3}[a-z]+ ?(?:[,.]|$)")
_WORD_END = regex(r"(?<=[a-z\d])[a-z\d]{1,8}(?![a-z\d])")
_BOUGHT = regex(r"\b(?:bought|ordered|got|sold)(?: it| them| this)? (?:at|from|by) [^,.;]{0,24}$")
_MENDED = regex(r"sorry|\bno\b|wait|不对|不是|说错")
_MENDED_AFTER = regex(r"[ ,，.。]{1,3}(?:sorry|no,? wait|wait|不对|说错)")
_OTHER = regex(r"\b(?:sizes?|steps?|mac|ip|batch|lot|iso|iec) $")
_MEASURED = regex(
    r" ?(?:rpm|kwh|hours?|pages|km|kg|mm|volts?|units|bars?|度|元|块|转|页|小时|米|公里)(?![a-z])"
)
_AGO = regex(r" (?:ago|later|earlier)\b|前|后")
_TITLE = regex(
    r"\b(?:mr|mrs|ms|miss|mdm|madam|dr|prof|capt|sgt|rev|sister|brother|father|nurse|matron|chef|oom|tannie|auntie|uncle|col|maj|canon|pastor)\.? $|(?<![a-z.])[a-z]\. $"
)
_LETTER = regex(r"(?<=[a-z]{3})\. [a-z]$")  # with which somebody begins to spell
_DOOR = regex(r"\b(?:h\.(?: ?no\.?)? ?|door |plot |flat |shop )$")
_HEAD = regex(
    r"(?<![a-z])(?:(?P<again>[a-z]) (?=(?P=again) ))?(?P<head>[a-z]{2,4}|[a-z](?:[ ,，]{1,2}[a-z]){0,3})[ ,，杠-]{0,2}$"
)
_ONE = regex(r"(?<=\d) one$")
_SHOP = regex(r"\b(?:bought|ordered|got|sold)(?: it)? (?:at|from|by) $")
_EITHER = regex(r" the (?:model|serial)\b[^.,]{0,12}\bor\b")
PIECE = 6  # signs at least of a number that is read out, and of which no more comes
READ_OUT = 6  # pieces of a number that is surely read out as one
LISTED = 0.8  # how sure an address has to be that is told by names and commas: "Fitness First, Paragon"
NO_NUMBER = 0.7  # how sure an address without a number has to be
_ALOUD = regex(
    r"[零〇一二两三四五六七八九十幺洞拐]|\b(?:oh|zero|one|two|three|four|five|six|seven|eight|nine|double|triple|dash|slash|stroke)\b|杠"
)
_DIGIT = regex(
    r"\d|[零〇一二两三四五六七八九十幺]|\b(?:oh|zero|one|two|three|four|five|six|seven|eight|nine)\b"
)


def announced(n: Normal, start: int, name: str) -> bool:
    """Whether what stands right before it tells what it is."""
    if numbers.announced(n.text, start, name):
        return True
    if name != "error_code":
        return False
    return bool(
        _CALLED.match(n.text, start)
        or any(p.search(n.text, max(0, start - 24), start) for p in (_SHOWN, _CALLING, _SAYING))
    )


def _is_other(n: Normal, t: tagging.Tag) -> bool:
    """Whether a number is that of an order or the like, or a measure."""
    if (
        _MEASURED.match(n.text, t.end)
        or _EITHER.match(n.text, t.end)
        or _OTHER.search(n.text, max(0, t.start - 10), t.start)
    ):
        return True
    return any(t.start < b and a < t.end for a, b in numbers.references(n.text))


def _serial(n: Normal, t: tagging.Tag) -> str | None:
    """A serial number as it stands on the plate, written or read out; None where it is another number."""
    said = n.text[t.start : t.end]
    mended = _MENDED.search(said) or _MENDED_AFTER.match(n.text, t.end)
    if not _DIGIT.search(said) or mended or _NO_SERIAL.fullmatch(said) or _is_other(n, t):
        return None
    spelled = _spelled(said)
    if spelled and len(spelled) < PIECE and len(said) + 1 >= len(n.text):
        return None  # nothing but that: a piece of one that is being read out
    return spelled or numbers.serial_value(said.lstrip("-"))


def _spelled(said: str) -> str | None:
    """What is read out, sign by sign."""
    read = runs(said) if _ALOUD.search(said) else []
    if not read or read[-1].end < len(said) or read[-1].pieces < 2:
        return None
    values = dict.fromkeys(r.value for r in read)  # "H two one. H21" says it twice
    head = re.sub(r"[ ,，-]", "", said[: read[0].start]).upper()
    return "".join(values) if read[0].value.startswith(head) else head + "".join(values)


def _of_something_else(n: Normal, t: tagging.Tag) -> bool:
    """Whether a number is a piece of something longer that is no number of ours, or of a post code."""
    longer = _longer(n.text, n.raw if n.back is None else "")
    return any(a < t.end and t.start < b for a, b in longer)


@lru_cache(maxsize=8)
def _longer(text: str, raw: str) -> tuple[tuple[int, int], ...]:
    """Where a normal text has numbers that are none of ours, and where it has post codes as it was written."""
    return (*(m.span() for m in _ELSE.finditer(text)), *post_codes.find(raw))


def _is_code(n: Normal, t: tagging.Tag) -> bool:
    """Whether what the tagger took for a code can be one."""
    a, b = n.original(t.start, t.end)
    said = n.raw[a:b]
    told = _TELLS.search(n.raw[max(0, a - 12) : a])
    if _BY_NAME.fullmatch(said) and not announced(n, t.start, "error_code"):
        return False
    if (
        (_NUMBER.fullmatch(said) or len(said) == 2)
        and not told
        and (t.sure < ALONE or _BELOW_NOUGHT.fullmatch(said))
    ):
        return False
    return not (
        _MEASURED.match(n.text, t.end)
        or _NO_CODE.fullmatch(said)
        or _A_WORD.fullmatch(said)
        or _NO_CODE_BEFORE.search(n.text, max(0, t.start - 16), t.start)
        or _UK_POST_CODE.match(n.raw, a)
        or _SPOT.search(n.raw[max(0, a - 12) : a])
        or _NO_CODE_AFTER.match(n.text, t.end)
    )


def _is_place(n: Normal, t: tagging.Tag) -> bool:
    """Whether what the tagger took for an address can be one: it has what addresses have, or is surely told with a comma."""
    said = n.text[t.start : t.end]
    if (
        _STATE.search(said)
        or _NO_ADDRESS.fullmatch(said)
        or _BOUGHT.search(n.text, max(0, t.start - 40), t.start)
    ):
        return False
    if _ADDRESS.search(said):
        return t.sure >= NO_NUMBER or any(c.isdigit() for c in said)
    a, _ = n.original(t.start, t.end)
    own = _OPENED.search(n.raw, max(0, a - 30), a) and _ENDED.match(n.text, t.end)
    return t.sure >= LISTED and "," in said and n.raw[a].isupper() and own is not None


def _bounds(n: Normal, t: tagging.Tag) -> tagging.Tag:
    """With what belongs to it before its name, without what does not after it."""
    if t.name == "error_code" and (called := _CALLED.match(n.text, t.start, t.end)):
        return t._replace(start=called.end())
    if t.name == "serial_number" and _ALOUD.match(n.text, t.start, t.end):
        whole = (r for r in runs(n.text) if r.start < t.start and r.end == t.end and r.pieces >= READ_OUT)
        if (run := next(whole, None)) is not None:
            return t._replace(start=run.start)  # Q，R，八八，减号，二幺五五
        if led := _HEAD.search(n.text, max(0, t.start - 14), t.start):
            a, b = n.original(led.start("head"), led.end())
            return t._replace(start=led.start("head")) if n.raw[a:b].isupper() else t
    if t.name == "serial_number":
        return t._replace(start=t.start + numbers.called(n, t.start, t.end))
    if t.name == "contact_name" and t.end - t.start > 3 and n.text[t.end - 1] == "家":
        return t._replace(end=t.end - 1)  # whose home it is
    if t.name == "contact_name" and (letter := _LETTER.search(n.text, t.start, t.end)):
        return t._replace(end=letter.start())
    before = {"contact_name": _TITLE, "address": _DOOR}.get(t.name)
    if before is not None and (led := before.search(n.text, max(0, t.start - 9), t.start)):
        return t._replace(start=led.start())
    if t.name == "address" and (led := _NEAR.search(n.text, t.start, t.end)):
        return t._replace(end=led.start())
    if t.name == "visit_time" and (more := _OR_NEXT.match(n.text, t.end)):
        t = t._replace(end=more.end())
    if t.name == "visit_time" and (led := _LED_IN.match(n.text, t.start, t.end)):
        return t._replace(start=led.end())
    if t.name == "phone" and (one := _ONE.search(n.text, t.start, t.end)):
        return t._replace(end=one.start())
    return t


_NEAR = regex(
    r"(?<=[a-z]),? (?:near|next to|close to) the [a-z]+(?: [a-z]+)?$"
)  # what stands beside a street is none of it
_OR_NEXT = regex(r" or (?:the )?(?:next|one after)\b(?! \w)")
#: What happens or happened then, and nobody is to come: "I called on Tuesday", "happens on Mondays".
NOT_TO_COME = regex(
    r"\b(?:(?:i|we|you|he|she|they) (?:called|rang|phoned|wrote|emailed|texted|asked|complained|reported it|came|went|bought it)|happens?|happened|fails|trips|starts)(?: on| in| at| every)?(?: \w{3,9}day(?:s)?(?: and| or|,))? ?$"
)
_LED_IN = regex(r"on (?=(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|the \d)")
#: How far somebody has: "half an hour drive", 开车半小时的路.
_ON_THE_WAY = regex(r" ?(?:'s )?(?:drive|walk|ride|trip|away|journey)\b|的?(?:车程|路程|路)(?!由|径)")


def _whole(text: str, t: tagging.Tag) -> tagging.Tag:
    """A number up to the end of the word in which it ends: "0xC000021" of "0xC000021A"."""
    if t.name not in _NUMBERS or not text[t.end - 1].isascii():
        return t
    more = _WORD_END.match(text, t.end)
    return t._replace(end=more.end()) if more else t


def made(n: Normal, t: tagging.Tag) -> Entity | None:
    """What the tagger heard as an entity with its value; none where it can be none."""
    t = _whole(n.text, _bounds(n, t))
    said = n.text[t.start : t.end]
    value: str | None = said
    if t.name in _NUMBERS and _of_something_else(n, t):
        return None
    if t.name == "serial_number":
        value = _serial(n, t)
    elif t.name == "error_code":
        value = (_spelled(said) or codes.code_value(said)) if _is_code(n, t) else None
    elif t.name == "model":
        value = None if numbers.no_model(said) or _NO_MODEL.fullmatch(said) else said.upper()
    elif t.name == "phone":
        value = None if _is_other(n, t) else phones.heard(said)
    elif t.name == "duration":
        told = (
            []
            if _AGO.match(n.text, t.end)
            or _ON_THE_WAY.match(n.text, t.end)
            or durations.waiting(n.text, t.start, t.end)
            else [*lengths.chinese(said), *lengths.english(said)]
        )
        value = str(told[0].minutes) if told else None
    if t.name == "visit_time" and NOT_TO_COME.search(n.text, max(0, t.start - 40), t.start):
        return None
    a, b = n.original(t.start, t.end)
    if t.name in ("contact_name", "address", "visit_time"):
        value = n.raw[a:b]
    if t.name == "contact_name" and (
        people.NO_PERSON.match(n.text, t.start) or _SHOP.search(n.text, max(0, t.start - 24), t.start)
    ):
        return None
    if t.name == "contact_name" and (_NO_NAME.fullmatch(n.raw, a, b) or people.in_a_story(n.raw, a, b)):
        return None
    if t.name == "address" and not _is_place(n, t):
        return None
    if t.name == "contact_name" and said.isascii() and not signatures.may_be_name(n.raw[a:b]):
        return None
    return None if value is None else Entity(t.name, value, n.raw[a:b], a, b)
