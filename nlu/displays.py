"""What small displays show: letters without a digit, words in capitals, numbers that somebody reads off them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.patterns import regex

#: Whatever a device or whoever reads it off may do to tell, in English and in Chinese.
TELLS_EN = (
    r"(?:tell(?:s|ing)?|told) (?:me|us)|keeps? telling (?:me|us)|wr(?:ites?|ote|iting)|writ(?:es|ten)|return(?:s|ed|ing)?|pop(?:s|ped)?(?: up)?|puts?(?: up)?"
    r"|c[ao]mes? (?:up|back)(?: (?:as|with))?|coming (?:up|back)(?: (?:as|with))?|(?:spits?|spat|prints?|coughs?)(?: out| up)?|list(?:s|ed|ing)|reports?|reported|gave|giving"
    r"|g(?:oes|one) (?:in)?to|flicker(?:s|ed|ing)?|scroll(?:s|ing)?|indicat(?:es|ing|ed)|announces|posts?|records?|raises?|pinged|(?:goes|keeps) on about|(?:two|three) letters,?|tripped(?= [a-z]\d)"
    r"|(?:quit|stop|die|fault|trip|halt|lock|abort|crash|fail|cut|drop|bail|switch)(?:s|es|ped|ed|d)?(?: (?:out|off|down))? (?:on|with|showing)"
    r"|(?:screen|panel|display|readout|lcd|console|window|pendant|keypad|hmi|bmc|journal)(?: on (?:the|its) [a-z]+)?(?= ?[:,])"
)
TELLS_ZH = (
    r"一会儿?(?=[a-z]\d)|查到|查出来的?|红条|弹窗|(?:数码管|控制[盒柜箱]|主板|电脑板|示教器|触摸屏|显示屏|表板|小板|遥控器|后台|日志)(?:上面?|里头?|里面|那块)*(?:的?(?:数字|字母|字)?(?:写|是|有|:)|显示)"
    r"|(?:数[字码]|字母|记|写)的?是?|字:|(?:数码管|示教器|触摸屏|小板)|(?:屏幕?|面板|仪表)(?=[a-z]{1,4}-?\d|[a-z]{2,4}(?![a-z]))|保护(?=[a-z]{1,3}\d)|返回|读出|给出?的?(?!你|您|我|他)|念给你听,|最后一行"
)
#: Words of two letters and more that are written in capitals and are no code.
WORDS = (
    "DTC|SPN|FMI|OK|ON|OFF|NO|NOT|YES|IT|TV|PC|AC|DC|HD|UK|US|EU|ID|IP|PM|AM|OR|HI|LO|GO|UP|OF|IN|TO|MY|WE|IS|AND|THE|QR|CD|DVD|PI|II|SN|UI|AI|HR|VR|ER|BX|CT|MRI|ICU|USB|HDMI|VGA|DVI|LED|LCD|WIFI|GPS|CPU|RAM|SSD|HDD|RAID|NAS|SAN"
    "|UPS|PLC|CNC|CRM|ERP|POS|ATM|APP|PDF|PPT|VIP|NFC|DNS|VPN|LAN|WAN|AP|MAC|SIM|PIN|SOS|STOP|ERROR|FAULT|ALARM|WARNING|ERR|NULL|DEMO|TEST|HELP|EXIT|MENU|LOW|HIGH|FULL|EMPTY|OPEN|CLOSE|CLOSED|END|ENDED|READY|BUSY|WAIT|RESET|START"
    "|SERVICE|HELLO|DOOR|POWER|INPUT|OUTPUT|DEAD|BAD|SAD|SIGNAL|PAPER|CARD|SYNC"
)
_TELLS = regex(
    rf"(?:say(?:s|ing)|reads?|reading|shows?|showing|{TELLS_EN}|{TELLS_ZH})(?: (?:me|us|just|only|a|an|out|up))*[\s:]*$"
)
_ENDED = regex(
    r"了?(?=$|[,.;:!?)\"'，。；！？”]|刷|又|就|点|死|不|一直|然后| (?:and|then|again|but|or|so|on (?:every|the|its|each|my|our)|every|when|whenever|at|after|before|now|since|each|until|instead|which|whatever|no matter|if|as soon)\b)"
)
_YEAR = regex(r"(?:19|20)\d\d")
_CALLED_UP = regex(r"11[0459]|12[0-2]|12315|12345|999|911")  # 报警110
_REPORTED = regex(r"[预汇申上举播登填谎误]")
_A_STATUS = regex(r"(?:get(?:ting|s)?|got|throws?|gives?|returns?) an?\s*$")
_MEASURING = regex(
    r"\b(?:gauges?|meters?|scales?|thermometer|thermostat|clock|counter|speedo\w*|odometer|timer|temp\w*|pressure|weight|level|humidity|balance|time|price|voltage|amps|count|total|battery|tank|bill|invoice|sticker|plate|manual|contract|receipt)\s*$"
)
#: "OHF on the keypad": nothing before it tells.
_ON_DISPLAY = regex(
    rf"(?<![A-Za-z0-9])(?!(?:{WORDS})(?![A-Z]))(?:[A-Z]{{2,4}}|dE)(?= on (?:the|its) (?:[a-z]+ )?(?:display|panel|screen|keypad|readout|front|window))"
)
#: What small displays write without a digit, in letters as they are written there.
_LETTERED = regex(
    r"(?:(?:Er|ER) ?FF|E[A-F]|[CDEFHILOPTU]E|d[CEFLP]|tE|[A-Z]{2,5}-[A-Z]{2,5}|[A-Z]{2,5}(?: [A-Z]{2,5})? \d{1,4}(?! \d)|E-[A-Z][a-z]{2,6}\d{0,2}|[A-Z]{2,12}(?:_[A-Z0-9]{1,12}){1,5}|[A-Z]{2,4}(?:-[A-Z0-9]{1,12}){2,3}|(?!LoR|McD)[A-Z][a-z][A-Z](?![a-z])|C[LF]|O[LCUHV]F?|U[UV]|FF|LL|PF|GF|LC)(?![A-Za-z0-9]|-[A-Za-z0-9])"
)
#: Any two letters are a code after what only a display does, but for short words.
_TWO_LETTERS = regex(
    r"(?:\b(?:displays?|displaying|shows?|showing|reads?|reading|flash(?:es|ing)|blink(?:s|ing)|lock(?:s|ed)? ?out(?: on)?|trips?(?: out)? on|faults? out on)|显示着?|闪|跳|(?<![预汇申上举播])报)[\s:]{0,2}[\"'“「]?"
    rf"(?P<n>(?!{WORDS})[A-Z]{{2}})(?![A-Za-z0-9]|[-./][A-Za-z0-9]| [A-Z]{{2}})"
)
#: Quoted as it is shown: "B200", "EA", “缺料 A02”.
_QUOTED = regex(
    r"(?<![A-Za-z0-9]\")[\"“「](?:[\u4e00-\u9fff]{2,4} ?)?"
    rf"(?P<n>(?!(?:{WORDS})[\"”」])(?:[A-Z]{{2}}|[A-Z]{{1,5}}[ -]?\d{{1,5}}[A-Z]?|\d[A-Z]\d{{0,2}}|[A-Z][a-z]-?\d{{1,3}}|[A-Z][a-z][A-Z]|[a-z][A-Z]{{1,2}}))[\"”」]"
)
#: A word of two letters in a Chinese sentence: Ed, Er, Lo.
_TWO_IN_CHINESE = regex(r"(?!No|On|Ok|Hi|Wi|My|To)[A-Z][a-z](?=$|[,.!?，。！？、])")
#: A word in capitals that a display shows and nothing else, but for those that are words.
_CAPITALS = regex(rf"(?!(?:{WORDS})(?![A-Z]))[A-Z]{{2,8}}(?=$|[,.;!?，。；！？、]|了)")


#: What each of these patterns has.
_MAYBE = regex(r"[A-Za-z][A-Z]|E-[A-Z]|[\"“「]")


def has_letters(raw: str) -> bool:
    """Whether there is something that may be a code without a digit."""
    return bool(_MAYBE.search(raw)) and any(
        p.search(raw) for p in (_LETTERED, _TWO_LETTERS, _QUOTED, _CAPITALS, _ON_DISPLAY)
    )


def letters_at(raw: str, at: int) -> str | None:
    """What stands here in letters as only a display writes them."""
    found = _LETTERED.match(raw, at)
    if found is None and not (raw.isascii() and raw.isupper()):
        found = _CAPITALS.match(raw, at)
    if found is None and not raw.isascii():
        found = _TWO_IN_CHINESE.match(raw, at)
    return None if found is None else found[0]


def written(raw: str) -> Iterator[tuple[str, int, int]]:
    """Codes that are told by how they are written: quoted, on a display, two capitals after what only a display does."""
    if raw.isascii() and raw.isupper():
        return
    for m in _ON_DISPLAY.finditer(raw):
        yield m[0], *m.span()
    for p in (_QUOTED, _TWO_LETTERS):
        for m in p.finditer(raw):
            yield m["n"], *m.span("n")


def is_read_off(text: str, cue: re.Match[str], code: re.Match[str]) -> bool:
    """ "keeps telling me 1203 and eats a label", 打开报502: nothing is counted or measured that it could be a number of."""
    digits, figure = len(code[0]), "数" in cue[0]
    if not _ENDED.match(text, code.end()) or digits < (2 if figure else 3) or _YEAR.fullmatch(code[0]):
        return False
    if cue[0].startswith(("报", "弹", "跳", "返回")):
        reported = _REPORTED.search(text, max(0, cue.start() - 1), cue.start())
        return not _CALLED_UP.fullmatch(code[0]) and reported is None
    if _A_STATUS.search(cue[0]):  # "I get a 502"
        return digits == 3
    return (
        (digits > 3 or code[0].startswith("0") or figure)  # "says 120" may be measured
        and bool(_TELLS.search(cue[0]))
        and not _MEASURING.search(text, max(0, cue.start() - 30), cue.start())
    )
