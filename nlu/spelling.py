"""Numbers and plates as they are read out: "B for Bravo, double oh six five", 幺三八 零零, "T 天津的T J 二零二四".

A run is a stretch of such pieces with nothing but pauses between them.  Serial numbers, phones and spoken codes
are all taken from runs, so that each way of spelling is known in one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.numerals import DIGITS, SPOKEN
from nlu.patterns import regex

_NATO = {w: w[0] for w in ("alpha", "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "juliett", "kilo",
                           "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey",
                           "whisky", "x-ray", "xray", "yankee", "zulu")}  # fmt: skip
_ONES = dict(SPOKEN) | {"nought": "0", "naught": "0", "nil": "0", "niner": "9"}
_TEENS = {w: str(i) for i, w in enumerate(
    ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"), 10)}  # fmt: skip
_TENS = {w: str(i) for i, w in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)}  # fmt: skip
#: The letters by their own names, where these are no other words.
_NAMES = {w: w[0] for w in ("bee", "cee", "dee", "gee", "jay", "kay", "pee", "tee", "vee", "zee", "zed")} | {
    "aitch": "h", "arr": "r", "eff": "f", "ell": "l", "em": "m", "en": "n", "ess": "s", "ex": "x", "double you": "w", "double u": "w"}  # fmt: skip
_HAN = "零〇○洞一幺壹二两贰三叁四肆五伍六陆七柒八捌九玖拐勾"


def _or(words: object) -> str:
    return "|".join(sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_SAYS = _or([*SPOKEN, "double"])
#: An explanation of the letter or digit before it ("A for Apple", "B 北京的北", "幺 一二三的一").
_WHY = (
    r"(?:[ ,]{0,2}(?:for|as in|like in|like) [a-z]+|[ ,]{0,2}[\u4e00-\u9fff]{1,8}?的(?:那个)?(?:字母)?[ ]?"
    r"(?:[a-z](?![a-z])|[\u4e00-\u9fff](?![\u4e00-\u9fff])))"
)
_UNIT = regex(
    rf"(?P<nato>(?<![a-z])(?:{_or(_NATO)})(?![a-z]))"
    rf"|(?<![a-z])(?P<ten>{_or(_TENS)})(?:[ -](?P<one>one|two|three|four|five|six|seven|eight|nine)(?![a-z]))?(?![a-z])"
    rf"|(?<![a-z])(?P<word>{_or([*_ONES, *_TEENS])})(?![a-z'])"
    rf"|(?<![a-z'])(?P<named>{_or(_NAMES)})(?= (?:{_or(_NAMES)}|{_SAYS}|{_or(_TENS)}|dash)(?![a-z]))"
    r"|(?<![a-z])(?P<times>double|triple|treble)(?![a-z])"
    r"|(?<![a-z])(?P<zeros>hundred|thousand)(?![a-z])"
    r"|(?<![a-z])(?P<dash>dash|hyphen|minus)(?![a-z])|(?P<bar>[中横]?杠|横线|破折号|减号|(?<=[a-z\d])减(?=[a-z\d]))"
    rf"|(?<![a-z'])(?P<letter>(?!i (?!(?:for|as|like|dash|hyphen|minus|and|then|{_SAYS})\b)[a-z]{{2}})[a-z](?![a-z0-9'’])|[a-z]{{2,4}}(?= ?(?:dash|hyphen|中?杠|横杠)|[{_HAN}]{{3}})|(?!ph)[b-df-hj-np-tv-xz]{{2,3}}(?=(?: (?:\d(?!\d)|{_SAYS})(?![a-z])){{3}}| [{_HAN}]{{3}}))(?P<why>{_WHY})?"
    r"|(?P<because>(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2}的(?:那个)?(?P<by>[a-z])(?![a-z]))"
    r"|(?P<plate>(?<![a-z0-9])[a-z]*\d[a-z0-9]*)"
    rf"|(?P<many>[两三四五六])个(?=[{_HAN}](?![件部食钱售度]))"
    rf"|(?P<han>(?!一[直样般下会起些旦共定边闪开按通停用动转插关])[{_HAN}](?![台个位条支只路张块部间层楼点分秒次天年月周栋万千百十]))(?P<whyhan>[ ,]{{0,2}}[一二三四五六七八九零幺]{{2,3}}的(?:那个)?[一二三四五六七八九零幺])?"
)  # fmt: skip
_PAUSE = regex(
    r"(?:[\s,，.、…\-–/_:#]|\b(?:um+|uh+|er+|and|then|please)\b|嗯+|呃+|啊(?![\u4e00-\u9fff])|字母|数字|(?:开头|打头)的?|(?:中间|后面|然后)是?|接着|再)*"
)


_BREAK = regex(r"[,\n]")


@dataclass(frozen=True, slots=True)
class Run:
    """What was spelled, letters in upper case, and the stretch of the normal text where it stands."""

    value: str
    start: int
    end: int
    pieces: int
    led: str = ""  # the dash before it, where one was said

    @property
    def digits(self) -> str:
        return re.sub(r"\D", "", self.value)

    @property
    def bare(self) -> str:
        return self.value.replace("-", "")


def _piece(m: re.Match[str], times: int) -> str:
    if m["nato"]:
        said = _NATO[m["nato"]]
    elif m["named"]:
        said = _NAMES[m["named"]]
    elif m["ten"]:
        said = _TENS[m["ten"]] + (SPOKEN[m["one"]] if m["one"] else "0")
    elif m["word"]:
        said = _ONES.get(m["word"]) or _TEENS[m["word"]]
    elif m["zeros"]:
        said = "00" if m["zeros"] == "hundred" else "000"
    elif m["dash"] or m["bar"]:
        return "-"
    elif m["han"]:
        said = str(DIGITS[m["han"]])
    else:
        said = m["letter"] or m["by"] or m["plate"] or ""
    return said[:1] * (times - 1) + said if times > 1 else said


def runs(text: str, start: int = 0, end: int | None = None, least: int = 2) -> list[Run]:
    """The runs of at least ``least`` characters in a normal text, in one pass."""
    made: list[Run] = []
    value, begin, last, pieces, times = "", -1, -1, 0, 1
    for m in [*_UNIT.finditer(text, start, len(text) if end is None else end), None]:
        joined = (
            m is not None
            and last >= 0
            and m.start() - last <= 12
            and bool(_PAUSE.fullmatch(text, last, m.start()))
        )
        if joined and m is not None and m["plate"] and _BREAK.search(text, last, m.start()):
            joined = m["plate"].isdigit() or len(value) < 4  # "…773, J3 squeaks": another thing
        if last >= 0 and not joined:
            made += _made(value, text, begin, last, pieces, least)
            value, begin, pieces, times = "", -1, 0, 1
        if m is None:
            break
        if m["times"] or m["many"]:
            times = DIGITS[m["many"]] if m["many"] else 2 if m["times"] == "double" else 3
        elif m["because"] and value.endswith(m["by"].upper()):
            pass  # "T 天津的T": said twice, meant once
        else:
            if joined and "-" in text[last : m.start()] and not value.endswith("-"):
                value += "-"
            value += _piece(m, times).upper()
            times = 1
            pieces += 1
        begin = m.start() if begin < 0 else begin
        last = m.end()
    return made


def _made(value: str, text: str, begin: int, last: int, pieces: int, least: int) -> list[Run]:
    led, value = "-" if value.startswith("-") else "", value.strip("-")
    while last > begin and not text[last - 1].isalnum():
        last -= 1
    return [Run(value, begin, last, pieces, led)] if len(value.replace("-", "")) >= least else []
