"""Codes by what tells of them, whatever their shape: 报49.38.07, "Code -12 pops up", "throws 50.4", "we get W 117"."""

from __future__ import annotations

from collections.abc import Iterator

from nlu.displays import WORDS
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.scans import scan

_WORDS_BEFORE = r"(?!(?:is|was|at|on|in|of|to|as|an?|no|my|it|for|and|the) )"
_DIGITS = r"-?\d{1,5}(?:[-.:#/]\d{1,5}){0,3}[A-Z]{0,2}"
_MIXED = (
    _WORDS_BEFORE
    + r"(?:[A-Z]{1,5}|[a-z]{1,2}[A-Z]?|[A-Z][a-z]{1,2})(?:[-_:#]|\. ?| (?=\d{2,5}(?!\d|%)))?\d{1,5}(?:[-.:#_]?[A-Za-z0-9]{1,5}){0,3}|\d{1,3}[A-Z][A-Z0-9]{0,4}(?:[-.][A-Z0-9]{1,4})?"
)
_LETTERS = rf"(?!(?:{WORDS})(?![A-Za-z]))(?:[A-Z]{{2,6}}(?:[-_][A-Z0-9]{{1,8}}){{0,3}}|[a-z][A-Z]{{1,2}}[a-z]?|d[A-Z]\d?)(?: 0x[0-9A-Fa-f]{{1,8}}| \d{{1,4}}(?![\d.%:]))?(?! ?(?:errors?|codes?|faults?|alarms?|lights?|lamps?|leds?)(?![a-z]))"
_END = r"(?![A-Za-z0-9%°]|[-.:/]\d| ?(?:[℃度年月日号点天次台个位秒分元块层楼栋座伏安瓦升斤克米寸]|小时|钟|percent|degrees|hours|minutes|mins?|days|weeks|bar|psi|volts?|amps?|rpm|km|kg|mm|cm|times|pm|am|o'clock)(?![a-z]))"
_QUOTE = r"[\"'“「『(（:：\s]{0,3}"
#: Words that nothing but a code follows: any shape will do.
_CODE_IS = scan(
    r"(?:(?:故障|错误|报警|告警|异常|报错|出错|状态|停机)(?:代?[码碼]|代号|编号|号)|代[码碼号](?!头)|報錯|报错|報警碼|(?<![a-z])(?:error|fault|alarm|trouble|status|stop|reason|warning|diagnostic|blink|flash)(?: codes?| numbers?| no\.?)|(?<![a-z])(?<!post )(?<!gate )(?<!door )(?<!bar )(?<!qr )(?<!access )(?<!zip )(?<!area )(?<!promo )(?<!pin )(?<!key )(?<!dress )codes?(?! (?:of|red|blue)\b))"
    r"(?:[\s:：,，]|是|为|為|显示|顯示|写着|读出来|念给[你您]听?|念一下|报给[你您]|上面?|里|有|叫|应该|好像|\b(?:is|was|reads?|says?|shows?|showing|keeps?|comes? up|came up|pops? up|number|it|me|an?|the|on (?:the|its) (?:display|panel|screen)|as)\b){0,6}"
    + _QUOTE
)
#: What a display does, and only with what looks like a code.
_SHOWS = scan(
    r"(?:(?:[报報跳闪閃显顯冒弹彈蹦](?![表价價名到道警告错修销名废废])|显示|顯示|滚动|屏上?|面板|仪表|表盘|数码管|示教器|控制台|后台|日志|代号)(?:的那个|的是|的|上|里|一直|老是?|总是?|就|又|只|全|都|写|有|是|着|了|出来?|个|一个|一条|一行|俩|两个|字母|:)*"
    r"|(?<![a-z])(?:throw(?:s|n|ing)?|threw|flash(?:es|ing)|blink(?:s|ing)|display(?:s|ing)?|shows?|showing|reads?|(?:we|i|it|keeps?|and) ?get(?:s|ting)?|getting|got|trips?(?:ped)? on|locks? out (?:on|with)|locked out (?:on|with)|faults? on|alarms? on|stops? (?:on|with|at)|halts? (?:at|on|with)|reports?(?![a-z])|logs?(?![a-z])|pulled|display is|screen is|panel is)(?: (?:me|us|just|only|up|out|an?|the|code|error|fault|alarm|something like))*)"
    + _QUOTE
)
_ANY = regex(rf"(?:{_MIXED}|{_LETTERS}|{_DIGITS}){_END}")
_SHAPED = regex(rf"(?:{_MIXED}|{_LETTERS}|\d{{2}}\.\d{{1,2}}(?:\.\d{{1,2}})?(?=[,，]|这|的|$)){_END}")
#: "What does dEF on the freezer mean?", LO是什么意思
_ASKED = regex(
    r"(?:\b[Ww]hat(?:'s| is| does)|\bmeaning of) (?:an? |the )?[\"'“]?(?P<n>(?=[A-Za-z]*[A-Z0-9])[A-Za-z]{1,4}-?\d{0,3})[\"'”]?(?= (?:on (?:the|my|our|its)[a-z ]{2,24} ?)?(?:mean|stand for|about)\b)"
    r"|(?:显示|出现|报|跳|出|闪|那个|这个)(?P<n2>(?=[A-Za-z]*[A-Z])[A-Za-z]{1,4}-?\d{0,3})(?=是?(?:什么|啥|咩|乜)(?:意思|来的|东西|故障|毛病))"
)
#: "It says -5": degrees, money, versions.
_NO_CODE = regex(r"(?:[A-Z]?\d{1,2}:\d\d|\d{1,2}/\d{1,2}|20[12]\d|v\d+(?:\.\d+)*|[A-Z]\d?G|A[345])")
_MEASURED = regex(
    r"(?:温|度|压|力|重|电量|余额|时间|读数|水位|转速|电压|电流|里程|价|钱|分)[^,，。]{0,3}$|\b(?:gauge|meter|scale|thermometer|clock|counter|timer|temp\w*|pressure|weight|level|price|invoice|bill)\b[^,.;]{0,12}$",
)


_READS = regex(r"(?:reads?|shows?|showing|displays?|displaying|gets?|got|getting|显示|顯示)\s*$")


def find(n: Normal) -> Iterator[tuple[str, int, int]]:
    """(code, start, end) in the original text."""
    raw = n.raw
    low = raw.lower()
    if len(low) != len(raw) or (raw.isascii() and raw.isupper()):
        return
    for m in _ASKED.finditer(raw):
        name = "n" if m["n"] else "n2"
        yield m[name], *m.span(name)
    for cues, shapes, sure in ((_CODE_IS, _ANY, True), (_SHOWS, _SHAPED, False)):
        for cue in cues.finditer(low):
            code = shapes.match(raw, cue.end())
            if code is None or _NO_CODE.fullmatch(code[0]):
                continue
            if not sure and code[0][0].isdigit() and _READS.search(cue[0]):
                continue
            if not sure and _MEASURED.search(low, max(0, cue.start() - 16), cue.start()):
                continue
            yield code[0], *code.span()


def announced(text: str, at: int) -> bool:
    """Whether a word or a display right before it tells that a code comes."""
    return any(cue.end() == at for cues in (_CODE_IS, _SHOWS) for cue in cues.finditer(text))
