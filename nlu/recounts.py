"""How many and how long, as a call settles them: the answer to the question for it, and what the caller makes of it later."""

from __future__ import annotations

from nlu import counts_en, lengths
from nlu.normalise import normalise
from nlu.numerals import value
from nlu.patterns import regex
from nlu.understanding import Entity

HEARD = 400  # characters of a turn
_HOW_MANY = regex(
    r"几多?[位个台根人部间户支]|多少[位个台根人部间户]|\bhow many\b(?! (?:minutes|hours|days|weeks|months|years|times)\b)"
)
_HOW_LONG = regex(
    r"多久|几耐|多长时间|什么时候(?:开始|坏|停|断|出|发|[^,，。?？]{0,3}的[?？])|几时|幾時|几点(?:开始|坏|停|断)|(?<!保修)几天了|持续|\bhow (?:long|many (?:minutes|hours|days|weeks|months))\b|\bsince (?:when|what time)\b|\bwhen (?:did|was)\b|\bwhen'd\b"
)
_ASKS_BACK = regex(r"[?？]|[吗嘛吧]\s*$")
#: The number is another one now: 改六个吧, 总共五台, 又坏一根，三根了, "Actually, four."
_ANEW = regex(
    r"改(?:成|为)?|现在(?:是|有|只有)?(?=[\d一二两三四五六七八九十])|[总一]共|加起来|不对|不是|错了|又[坏多掉停]|刚数|其实|\b(?:actually|make (?:it|that)|sorry|in total|altogether|all|no)\b"
)
_ZH = regex(
    r"(?:改(?:成|为)?|现在(?:是|有|只有)?|[总一]共|(?<=[,，。、\s])|^)(?:是|就是)?(?P<n>\d{1,4}|[一二两三四五六七八九十百]{1,5})(?:个人|[个台位根部间户支套扇盏人块条张])(?=了|吧|离线|$|[,，。!！?？])"
)
_EN = regex(
    rf"(?:^|[,.;!] ?|\b(?:actually|make (?:it|that)|sorry|no|all|total of|altogether|say|says|want|need|so|leaves|that leaves)[ ,]+)(?P<n>\d{{1,4}}|{counts_en.WORDS})(?= ?(?:$|[.,;!]|in total|altogether|only|of (?:them|us)|now))"
)


#: What an agent begins with in answer to a length, and what it adds up.
_BEGINS = regex(
    r"\s*(?:(?:ok(?:ay)?|right|so|that makes|that's|好的?|嗯|哦|那就是|即系|就是|记|写)[ ,，.。]*)*"
)
_IN_ALL = regex(
    rf"\b(?P<k>\d{{1,3}}|{counts_en.WORDS}) out of (?:the )?(?:\d{{1,3}}|{counts_en.WORDS})\b(?! times)|\b(?P<n>\d{{1,4}}|{counts_en.WORDS}) (?:in all|in total|altogether)\b|(?:[总一]共|加起来)(?:是|有)?(?P<z>\d{{1,4}}|[一二两三四五六七八九十百]{{1,5}})[个台位根间部户支套扇盏块条张]"
)
#: "Fourteen tablets.", said after the caller.
_COUNT_BACK = regex(
    rf"(?P<n>\d{{1,4}}|{counts_en.WORDS}) (?!minute|hour|day|week|month|year)(?:[a-z]+ )?[a-z]+s(?=[.,;]|$)"
)
#: "Three of them, only the middle one": one.
_ONLY_ONE = regex(
    r"(?:只有|就|其中|中间|左边|右边|里面|外面|最[里外][面边]?)[^,，。]{0,4}[那这一][部台个](?:[咋坏有了]|而已|$|[,，。])"
)


_FIRST_NUMBER = regex(rf"(?P<n>\d{{1,4}}|{counts_en.WORDS})\b")
_NUMBER_ALONE = regex(
    rf"[.,;]? (?:no |well |maybe |call it |make it |say )*(?P<n>\d{{1,4}}|{counts_en.WORDS})(?= ?[.,;]| ?$)"
)
_AGO = regex(rf"\b(?P<n>\d{{1,4}}|{counts_en.WORDS}) (?P<u>minute|hour|day|week)s? (?:ago|back)\b")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}


#: The others do their work: 右边那台好的, "the other two okay", "chairs one and three are working fine".
_OTHERS_WORK = regex(
    r"还有一[台部个][^,，。]{0,3}(?:顶|撑|在[转跑用]|能用|好的)|(?:另外?|其[他它余]|别的|剩下|旁边|隔壁|[左右上下前后里外][边面]|(?<![坏停])的?那)[^,，。;；!?！？]{0,6}(?:[台部个间扇条座梯门口]|都)[^,，。;；!?！？]{0,5}(?:好的|好好的|正常|没事|没问题|能用|能开|冇事|没毛病)|(?:[a-z]口|[一二三四五六七八九\d]号[机梯门台]?)的?(?:能用|好的|正常)"
    r"|\bother(?:s| one| two| three| four| ones| side)?(?:'s| is| are|'re)? (?:both |all |just |still )?(?:working )?(?:fine|ok|okay|working|grand|good|all right|alright|perfect)\b"
    r"|\b(?:one|two|three|four|five|\d+)(?:(?:,| and|, and) (?:one|two|three|four|five|\d+))*(?:'s| is| are) (?:still )?(?:working )?(?:fine|okay|ok|grand|good)\b"
)
#: One is meant: 左边那台, 中间嗰部, "the one in the bedroom", "chair number two".
_ONE_NAMED = regex(
    r"(?:[左右中前后里外上下][边面间]?|中间|其中|靠[^,，。]{1,4}|第[一二三四五六]|[一二三四五六七八九\d]号)(?:的)?[那这嗰]?一?[台部个间扇条梯机](?![^,，。]{0,4}(?:好|正常|能用|没))|(?<!还)有[台部](?=[^,，。]{1,10}(?:坏|跳|停|不|漏|死))|坏了?一[台部个间扇条]|有一[台部个间扇条]"
    r"|\bone of (?:the|my|our|your|them)\b|\bthe one (?:in|on|at|by|near|with|that)\b|\b(?:number|no\.?) (?:one|two|three|four|five|six|\d)\b|\bonly the \w+ one\b|\bit's the \w+ one\b"
)


def others_work(text: str) -> bool:
    """Whether a caller says that the others do their work."""
    return bool(_OTHERS_WORK.search(normalise(text[:HEARD]).text))


def one_named(text: str) -> str | None:
    """The words with which a caller means one of several."""
    n = normalise(text[:HEARD])
    found = _ONE_NAMED.search(n.text)
    return n.raw[slice(*n.original(*found.span()))] if found else None


def how_long(question: str) -> bool:
    """Whether an agent asks how long it has lasted, or since when."""
    return bool(_HOW_LONG.search(normalise(question).text))


def read_back(question: str, before: str, text: str) -> dict[str, Entity]:
    """The length of time that an agent says after the caller, and the number that it adds up; ``question``, ``before``: what
    the agent has asked and the caller has said right before."""
    n, told, found = normalise(text), normalise(before).text, dict[str, Entity]()
    begins = _BEGINS.match(n.text)
    at = begins.end() if begins else 0
    lengths_told = sorted([*lengths.chinese(n.text), *lengths.english(n.text)], key=lambda x: x.start)
    if (
        lengths_told
        and lengths_told[0].start <= at + 1
        and (lengths.chinese(told) or lengths.english(told) or _HOW_LONG.search(normalise(question).text))
    ):
        a, b = n.original(lengths_told[0].start, lengths_told[0].end)
        found["duration"] = Entity("duration", str(lengths_told[0].minutes), n.raw[a:b], a, b)
    back = _COUNT_BACK.match(n.text, at) if _HOW_MANY.search(normalise(question).text) else None
    added = _IN_ALL.search(n.text) or back
    told_in = next((g for g, v in added.groupdict().items() if v), "n") if added else "n"
    number = value(added[told_in]) if added else None
    if added and number:
        a, b = n.original(*added.span(told_in))
        found["affected_count"] = Entity("affected_count", str(int(number)), n.raw[a:b], a, b)
    return found


def settled(question: str, answer: str, *, known: bool) -> dict[str, Entity]:
    """What a caller's turn settles after what the agent asked last; ``known``: a number was told before."""
    asks, n = normalise(question).text, normalise(answer)
    found: dict[str, Entity] = {}
    if _HOW_MANY.search(asks) or (known and not _HOW_LONG.search(asks) and _ANEW.search(n.text)):
        numbers = [*_ZH.finditer(n.text), *_EN.finditer(n.text)]
        number = value(numbers[-1]["n"]) if numbers else None
        if numbers and (one := _ONLY_ONE.search(n.text, numbers[-1].end())) is not None:
            a, b = n.original(*one.span())
            found["affected_count"] = Entity("affected_count", "1", n.raw[a:b], a, b)
        elif number:
            a, b = n.original(*numbers[-1].span("n"))
            found["affected_count"] = Entity("affected_count", str(int(number)), n.raw[a:b], a, b)
    read_back = _ASKS_BACK.search(asks) and [*lengths.chinese(asks), *lengths.english(asks)]
    if _HOW_LONG.search(asks) or read_back:
        told = sorted([*lengths.chinese(n.text), *lengths.english(n.text)], key=lambda x: x.start)
        if told:
            last = told[-1]
            a, b = n.original(last.start, last.end)
            minutes = _again(n.text, last.start, last.end, last.minutes) or last.minutes
            found["duration"] = Entity("duration", str(minutes), n.raw[a:b], a, b)
        elif (ago := _AGO.search(n.text)) is not None and (number := value(ago["n"])):
            a, b = n.original(*ago.span())
            found["duration"] = Entity("duration", str(int(number) * _MINUTES[ago["u"]]), n.raw[a:b], a, b)
    return found


def _again(text: str, start: int, end: int, minutes: int) -> int | None:
    """The same length with another number: "Ten minutes. Twelve."."""
    said = _FIRST_NUMBER.match(text, start, end)
    more = _NUMBER_ALONE.match(text, end)
    old, new = value(said["n"]) if said else None, value(more["n"]) if more else None
    return round(minutes / old * new) if old and new else None
